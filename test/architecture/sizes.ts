import { Visitor } from "oxc-parser";
import { isTest, lineAt, type Offence, type SourceFile } from "./source-tree.ts";

const fileLimit = 300;

/** Files of more than 300 lines. Generated files are as long as they are. */
export function findLongFiles(files: readonly SourceFile[]): readonly Offence[] {
  return files
    .filter(({ file }) => !file.endsWith(".gen.ts"))
    .map(({ file, text }) => ({ file, lines: text.trimEnd().split("\n").length }))
    .filter(({ lines }) => lines > fileLimit)
    .map(({ file, lines }) => ({ file, line: fileLimit + 1, problem: `has ${lines} lines; ${fileLimit} are the limit: split it` }));
}

/** Functions of more than `limit` lines, outside of tests. */
export function findLongFunctions(files: readonly SourceFile[], limit: number): readonly Offence[] {
  return files.filter(({ file }) => !isTest(file)).flatMap((file) => longFunctionsIn(file, limit));
}

function longFunctionsIn({ file, text, program }: SourceFile, limit: number): readonly Offence[] {
  const found: Offence[] = [];
  const measure = ({ start, end }: { readonly start: number; readonly end: number }) => {
    const [first, last] = [lineAt(text, start), lineAt(text, end)];
    const lines = last - first + 1;
    if (lines > limit) found.push({ file, line: first, problem: `a function of ${lines} lines; ${limit} are the limit` });
  };
  new Visitor({ FunctionDeclaration: measure, FunctionExpression: measure, ArrowFunctionExpression: measure }).visit(program);
  return found;
}

import { Visitor } from "oxc-parser";
import { isTest, lineAt, type Offence, type SourceFile } from "./source-tree.ts";

/** Tests may be longer: a list of cases is read entry by entry. */
const limitOf = (file: string): number => (isTest(file) ? 500 : 300);

/** Files of more than 300 lines (tests: 500). Generated files are as long as they are. */
export function findLongFiles(files: readonly SourceFile[]): readonly Offence[] {
  return files
    .filter(({ file }) => !file.endsWith(".gen.ts"))
    .map(({ file, text }) => ({ file, lines: text.trimEnd().split("\n").length }))
    .filter(({ file, lines }) => lines > limitOf(file))
    .map(({ file, lines }) => ({ file, line: limitOf(file) + 1, problem: `has ${lines} lines; ${limitOf(file)} are the limit: split it` }));
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

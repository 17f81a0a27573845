import type { Statement } from "oxc-parser";
import { isTest, lineAt, type Offence, type SourceFile } from "./source-tree.ts";

/** Exports without a docstring. `export { a }` and `export default a` take that of the declaration; re-exports need none. */
export function findUndocumented(files: readonly SourceFile[]): readonly Offence[] {
  return files.filter(({ file }) => !isTest(file) && !file.endsWith(".gen.ts")).flatMap(undocumentedIn);
}

function undocumentedIn(source: SourceFile): readonly Offence[] {
  const { file, text, program } = source;
  const documented = new Set(
    program.body.filter((statement) => isReExport(statement) || hasDocstring(source, statement.start)).flatMap(declaredNames),
  );
  return program.body.flatMap((statement): Offence[] => {
    const missing = exportedNames(statement).filter((name) => !documented.has(name));
    return missing.map((name) => ({ file, line: lineAt(text, statement.start), problem: `exports ${name} without a docstring` }));
  });
}

/** What is imported is documented where it is made. */
function isReExport(statement: Statement): boolean {
  return statement.type === "ImportDeclaration";
}

/** A docstring ends before the declaration with nothing but blanks in between. */
function hasDocstring({ text, comments }: SourceFile, start: number): boolean {
  return comments.some(
    ({ type, value, end }) => type === "Block" && /^\*[^]*[A-Za-z]/.test(value) && end <= start && text.slice(end, start).trim() === "",
  );
}

function exportedNames(statement: Statement): readonly string[] {
  if (statement.type === "ExportDefaultDeclaration") {
    return statement.declaration.type === "Identifier" ? [statement.declaration.name] : ["default"];
  }
  if (statement.type !== "ExportNamedDeclaration" || statement.source) return [];
  if (statement.declaration) return declaredNames(statement);
  return statement.specifiers.flatMap(({ local }) => (local.type === "Identifier" ? [local.name] : []));
}

function declaredNames(statement: Statement): readonly string[] {
  if (statement.type === "ExportDefaultDeclaration") return ["default"];
  if (statement.type === "ImportDeclaration") return statement.specifiers.map(({ local }) => local.name);
  const declaration = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
  if (!declaration) return [];
  if (declaration.type === "VariableDeclaration") {
    return declaration.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  }
  return "id" in declaration && declaration.id?.type === "Identifier" ? [declaration.id.name] : [];
}

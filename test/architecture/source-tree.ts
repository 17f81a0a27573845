import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseSync, Visitor, type Comment, type Program } from "oxc-parser";

/** One parsed source file. */
export interface SourceFile {
  /** Relative to the tree's root, with forward slashes: `src/load/yaml.ts`. */
  readonly file: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  readonly imports: readonly Import[];
}

/** One import, re-export, `import()` or type query of another module. */
export interface Import {
  /** As written: `../kit/error.ts`, `zod`, `node:fs`. */
  readonly specifier: string;
  /** The file it names, relative to the root, for relative specifiers. */
  readonly target?: string;
  readonly form: "value" | "type" | "dynamic";
  readonly line: number;
}

/** A broken rule, with what to do where the rule does not say it. */
export interface Offence {
  readonly file: string;
  readonly line: number;
  readonly problem: string;
}

/** Offences as people read them. */
export function show(offences: readonly Offence[]): readonly string[] {
  return offences.map(({ file, line, problem }) => `${file}:${line} ${problem}`);
}

/** Parses every TypeScript file that the globs find below the root, sorted by path. Fixtures are data and left out. */
export function readTree(root: string, globs: readonly string[] = ["src/**/*.ts"]): readonly SourceFile[] {
  const files = globSync([...globs], { cwd: root, exclude: ["**/fixtures/**", "**/testdata/**", "**/node_modules/**"] });
  return files
    .map((file) => file.replaceAll(path.sep, "/"))
    .sort()
    .map((file) => parse(root, file));
}

/** True for files that hold tests or serve them alone. */
export function isTest(file: string): boolean {
  return file.endsWith(".test.ts") || file.includes("/testing/");
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

function parse(root: string, file: string): SourceFile {
  const text = readFileSync(path.join(root, file), "utf8");
  const { program, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]?.message}`);
  return { file, text, program, comments, imports: importsOf(file, text, program) };
}

function importsOf(file: string, text: string, program: Program): readonly Import[] {
  const found: Import[] = [];
  const add = (source: unknown, form: Import["form"], offset: number) => {
    const specifier = literal(source);
    if (specifier === undefined) return;
    const target = specifier.startsWith(".") ? { target: path.posix.join(path.posix.dirname(file), specifier) } : {};
    found.push({ specifier, form, line: lineAt(text, offset), ...target });
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source, node.importKind === "type" ? "type" : "value", node.start),
    ExportNamedDeclaration: (node) => add(node.source, node.exportKind === "type" ? "type" : "value", node.start),
    ExportAllDeclaration: (node) => add(node.source, node.exportKind === "type" ? "type" : "value", node.start),
    ImportExpression: (node) => add(node.source, "dynamic", node.start),
    TSImportType: (node) => add(node.source, "type", node.start),
  }).visit(program);
  return found;
}

function literal(source: unknown): string | undefined {
  const value = (source as { readonly value?: unknown } | null)?.value;
  return typeof value === "string" ? value : undefined;
}

/** Imports of files that are not there, or that are written without their ending. */
export function findDeadImports(root: string, files: readonly SourceFile[]): readonly Offence[] {
  return files.flatMap(({ file, imports }) =>
    imports
      .filter(({ target }) => target !== undefined && !existsSync(path.join(root, target)))
      .map(({ specifier, line }) => ({ file, line, problem: `imports ${specifier}, which does not exist` })),
  );
}

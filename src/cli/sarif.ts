import path from "node:path";

/** What the SARIF log says about the tool. */
export interface ToolFacts {
  readonly version: string;
  /** Folder that relative file names start from: absolute. */
  readonly cwd: string;
}

/** A kind of problem; results name it by its place in the list. */
export interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly help: { readonly text: string };
}

/** A SARIF 2.1.0 log of one run (OASIS, sections 3.14, 3.19, 3.27, 3.49). */
export function sarifText(rules: readonly SarifRule[], results: readonly object[], { version, cwd }: ToolFacts): string {
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "dativo", version, rules } },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { ROOT: { uri: `${fileUrl(cwd)}/` } },
        results,
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** Where a file lies: relative names start at the tool's folder. */
export function sarifFile(file: string): object {
  return path.isAbsolute(file) ? { uri: fileUrl(file) } : { uri: encodePath(file), uriBaseId: "ROOT" };
}

function fileUrl(file: string): string {
  return `file://${encodePath(file)}`;
}

function encodePath(file: string): string {
  return file.split(path.sep).map(encodeURIComponent).join("/");
}

import { isMap, parseDocument } from "yaml";
import { parseYaml } from "./yaml.ts";

/**
 * The text of a job with a `name` in front of its first key, everything else as it was: under another file name it stays the same job.
 * A job that has a name already stays as it is. Pure.
 */
export function nameJob(text: string, name: string): string {
  const { document } = parseYaml(text, "");
  const [first] = Object.keys((document.value ?? {}) as object);
  if (first === undefined || Object.hasOwn(document.value as object, "name")) return text;
  const { line, column } = document.rangeOf([first], "key");
  const lines = text.split("\n");
  const root = parseDocument(text, { version: "1.2" }).contents;
  if (isMap(root) && root.flow === true) {
    const before = lines[line - 1]!;
    lines[line - 1] = `${before.slice(0, column - 1)}"name": ${JSON.stringify(name)}, ${before.slice(column - 1)}`;
    return lines.join("\n");
  }
  lines.splice(line - 1, 0, `${" ".repeat(column - 1)}name: ${JSON.stringify(name)}`);
  return lines.join("\n");
}

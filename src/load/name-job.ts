import { isMap, isScalar, parseDocument } from "yaml";

/**
 * The text of a job with a `name` in front of its first key, everything else as it was: under another file name it stays the same job.
 * A job that has a name already, and a text that is no job, stay as they are. Pure.
 */
export function nameJob(text: string, name: string): string {
  const { contents } = parseDocument(text, { version: "1.2" });
  if (!isMap(contents) || contents.has("name")) return text;
  const first = contents.items[0]?.key;
  if (!isScalar(first) || !first.range) return text;
  const [at] = first.range;
  const entry = `"name": ${JSON.stringify(name)}`;
  if (contents.flow) return `${text.slice(0, at)}${entry}, ${text.slice(at)}`;
  const indentation = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return `${text.slice(0, at)}${entry.replaceAll(/^"name"/g, "name")}${text.includes("\r\n") ? "\r\n" : "\n"}${indentation}${text.slice(at)}`;
}

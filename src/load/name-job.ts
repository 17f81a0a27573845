import { parseYaml } from "./yaml.ts";

/**
 * The text of a job with a `name` in front of its first key, everything else as it was: under another file name it stays the same job.
 * A job that has a name already stays as it is. Pure.
 */
export function nameJob(text: string, name: string): string {
  const { document } = parseYaml(text, "");
  const job = typeof document.value === "object" && document.value !== null ? document.value : {};
  const [first] = Object.keys(job);
  if (first === undefined || Object.hasOwn(job, "name")) return text;
  const { line, column } = document.rangeOf([first], "key");
  const lines = text.split("\n");
  const start = lines[line - 1]!.slice(0, column - 1);
  // Written as JSON is, in braces, the job has its name between them and its first key.
  const isFlow = /\{\s*(?:#.*\n\s*)*$/.test([...lines.slice(0, line - 1), start].join("\n"));
  if (isFlow) lines[line - 1] = `${start}"name": ${JSON.stringify(name)}, ${lines[line - 1]!.slice(column - 1)}`;
  else lines.splice(line - 1, 0, `${" ".repeat(column - 1)}name: ${JSON.stringify(name)}`);
  return lines.join("\n");
}

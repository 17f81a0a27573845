/** Codes without a heading of their own in the text of docs/diagnostics.md, and headings of codes that do not exist. */
export function findUndocumentedCodes(codes: readonly string[], markdown: string): readonly string[] {
  const headings = [...markdown.matchAll(/^#{2,4} `?([a-z0-9]+(?:-[a-z0-9]+)+)`?\s*$/gm)].map((match) => match[1] ?? "");
  return [
    ...codes.filter((code) => !headings.includes(code)).map((code) => `${code} has no entry`),
    ...headings.filter((heading) => !codes.includes(heading)).map((heading) => `${heading} is no code`),
  ];
}

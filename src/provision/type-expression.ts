/**
 * A type expression on one line, spaced as `terraform fmt` spaces it: comments go, line ends between attributes become commas.
 * The meaning stays.
 */
export function onOneLine(type: string): string {
  let out = "";
  for (const token of tokensOf(type)) out = append(out, token);
  return out;
}

const patterns = /"(?:[^"\\]|\\.)*"|(?:#|\/\/)[^\n]*|\/\*[^]*?\*\/|\n|[^\S\n]+|[{}()[\],=:]|[^\s{}()[\],=:"#]+/g;

/** Words and signs; of the line ends only those that part two attributes or items, as commas. */
function tokensOf(type: string): readonly string[] {
  const raw = (type.match(patterns) ?? []).map((token) =>
    /^(?:#|\/\/|\/\*)/.test(token) ? "" : token.trim() === "" && token !== "\n" ? "" : token,
  );
  const tokens: string[] = [];
  for (const [index, token] of raw.entries()) {
    if (token === "") continue;
    if (token !== "\n") {
      if (/^[}\])]$/.test(token) && tokens.at(-1) === ",") tokens.pop();
      tokens.push(token);
      continue;
    }
    const next = raw.slice(index + 1).find((one) => one !== "" && one !== "\n");
    const previous = tokens.at(-1);
    if (previous === undefined || next === undefined || /^[{(,=:[]$/.test(previous) || /^[}),\]=:]$/.test(next)) continue;
    tokens.push(",");
  }
  return tokens;
}

function append(out: string, token: string): string {
  const last = out.at(-1) ?? "";
  if (token === "}") return last === "{" ? `${out}}` : `${out} }`;
  if (token === "," || token === ")" || token === "]" || token === "(" || token === "[") {
    return (token === "(" || token === "[") && (last === "," || last === "=" || last === "{" || last === ":")
      ? `${out} ${token}`
      : out + token;
  }
  if (out === "" || last === "(" || last === "[") return out + token;
  return `${out} ${token}`;
}

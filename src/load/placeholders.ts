/** One piece of a text with placeholders (SPEC section 1, "Interpolation"). */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  /** `${NAME}` or `${NAME:-default}`. */
  | { readonly kind: "variable"; readonly text: string; readonly name: string; readonly fallback?: string }
  /** `{{terraform_outputs.NAME}}` or `${terraform_output.NAME}`, with `.key` or `[0]` behind the name. */
  | { readonly kind: "output"; readonly text: string; readonly name: string; readonly member?: string | number }
  | { readonly kind: "malformed"; readonly text: string; readonly message: string; readonly hint: string };

const opening =
  /\$\$\{|\{\{\{\{|\$\{|\{\{|(?<![{$])\{\s*terraform_outputs?\b|(?<!(?:\{\{\{\{|\$\$\{)\s*)\bterraform_outputs?\.[\w.[\]-]*\s*\}/g;
const variable = /^(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?<fallback>.*))?$/s;
const output = /^(?<name>[A-Za-z_][A-Za-z0-9_-]*)(?<member>\.[A-Za-z_][A-Za-z0-9_-]*|\[\d+\])?$/;
const outputHint = "write {{terraform_outputs.NAME}} or ${terraform_output.NAME}; write {{{{ or $${ for the characters themselves";

/** Cheap test: whether the text can hold a placeholder or an escape at all. */
export function mayHoldPlaceholder(text: string): boolean {
  return text.includes("${") || text.includes("{{") || text.includes("terraform_output");
}

/** Splits a text into literal pieces (escapes replaced) and placeholders, in order. Pure. */
export function parsePlaceholders(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  opening.lastIndex = 0;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    if (match.index > done) pieces.push({ kind: "text", text: text.slice(done, match.index) });
    const piece = readPiece(text, match.index, match[0]);
    pieces.push(piece.piece);
    done = opening.lastIndex = piece.end;
  }
  if (done < text.length) pieces.push({ kind: "text", text: text.slice(done) });
  return pieces;
}

function readPiece(text: string, start: number, opener: string): { piece: Piece; end: number } {
  if (opener === "$${") return { piece: { kind: "text", text: "${" }, end: start + 3 };
  if (opener === "{{{{") return { piece: { kind: "text", text: "{{" }, end: start + 4 };
  if (opener.startsWith("terraform")) return { piece: malformed(opener, opener), end: start + opener.length };
  const closer = opener === "{{" ? "}}" : "}";
  const close = text.indexOf(closer, start + opener.length);
  if (close < 0) return { piece: malformed(text.slice(start), opener), end: text.length };
  const end = close + closer.length;
  const piece = readBody(text.slice(start, end), text.slice(start + opener.length, close), opener);
  return piece.kind === "output" && isOverclosed(text, start, end)
    ? { piece: malformed(text.slice(start, end + 1), opener), end: end + 1 }
    : { piece, end };
}

/** One brace too many behind a placeholder, where none in front of it is open: `{"port": {{terraform_outputs.port}}}` is sound JSON. */
function isOverclosed(text: string, start: number, end: number): boolean {
  if (text[end] !== "}") return false;
  const before = text.slice(0, start);
  return (before.match(/\{/g) ?? []).length <= (before.match(/\}/g) ?? []).length;
}

function readBody(text: string, body: string, opener: string): Piece {
  if (opener === "{{") return readOutput(text, body.trim(), "terraform_outputs.") ?? malformed(text, opener);
  if (opener !== "${") return malformed(text, opener);
  const groups = variable.exec(body)?.groups;
  if (!groups) return readOutput(text, body, "terraform_output.") ?? malformed(text, opener);
  return { kind: "variable", text, name: groups["name"]!, ...(groups["fallback"] === undefined ? {} : { fallback: groups["fallback"] }) };
}

function readOutput(text: string, body: string, prefix: string): Piece | undefined {
  const groups = body.startsWith(prefix) ? output.exec(body.slice(prefix.length))?.groups : undefined;
  if (!groups) return undefined;
  const member = groups["member"];
  const named = member === undefined ? {} : { member: member.startsWith(".") ? member.slice(1) : Number(member.slice(1, -1)) };
  return { kind: "output", text, name: groups["name"]!, ...named };
}

function malformed(text: string, opener: string): Piece {
  const plainVariable = opener === "${" && !/terraform|[.[]/i.test(text);
  const shown = text.length > 60 ? `${text.slice(0, 60)}...` : text;
  return plainVariable
    ? {
        kind: "malformed",
        text,
        message: `Malformed variable placeholder '${shown}'`,
        hint: "write ${NAME} or ${NAME:-default}; write $${ for the characters themselves",
      }
    : { kind: "malformed", text, message: `Malformed Terraform output placeholder '${shown}'`, hint: outputHint };
}

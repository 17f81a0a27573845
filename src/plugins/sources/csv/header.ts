import { DativoError } from "../../../kit/error.ts";

/** How records are cut into fields. */
export interface Dialect {
  readonly delimiter: string;
  /** Empty for none. */
  readonly quote: string;
  readonly escape: string;
}

/** The first record of a text; `ended` says whether its line break (or the end, when `complete`) was seen. */
export interface FirstRecord {
  readonly fields: readonly string[];
  readonly ended: boolean;
  /** Whether the end of the text came inside quotes. */
  readonly insideQuotes: boolean;
}

/**
 * Cuts the first record into fields as RFC 4180 has it, with any delimiter, quote and escape. Unquoted fields are trimmed:
 * blanks around a name are never meant. Line breaks are LF, CRLF or CR; inside quotes they belong to the field.
 */
export function readFirstRecord(text: string, dialect: Dialect): FirstRecord {
  const fields: string[] = [];
  let field = "";
  let quoted = false;
  let inside = false;
  const close = (): void => {
    fields.push(quoted ? field : field.trim());
    [field, quoted] = ["", false];
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (inside) {
      const next = text[at + 1];
      if (
        character === dialect.escape &&
        dialect.escape !== "" &&
        (next === dialect.quote || (next === dialect.escape && dialect.escape !== dialect.quote))
      )
        field += text[++at];
      else if (character === dialect.quote) inside = false;
      else field += character;
    } else if (character === dialect.quote && dialect.quote !== "" && field.trim() === "" && !quoted)
      [inside, quoted, field] = [true, true, ""];
    else if (character === dialect.delimiter) close();
    else if (character === "\n" || character === "\r") {
      close();
      return { fields, ended: true, insideQuotes: false };
    } else if (!quoted || character.trim() !== "") field += character;
  }
  close();
  return { fields, ended: false, insideQuotes: inside };
}

/** Checks the names of a header. Throws `refused` for empty and repeated ones (also those that differ in case alone). */
export function checkHeader(names: readonly string[], origin: string, dialect: Dialect, delimiterIsGuess: boolean): readonly string[] {
  const fail = (message: string, hint: string): DativoError =>
    new DativoError("refused", `${origin}:1 ${message}`, { hint, context: { file: origin } });
  if (names.length === 1 && names[0] === "")
    throw fail("the first line is blank where the header should be", "remove the line, or set header: false with column_names");
  const other =
    delimiterIsGuess && names.length === 1
      ? [";", "\t", "|", ","].find((candidate) => candidate !== dialect.delimiter && names[0]!.includes(candidate))
      : undefined;
  if (other !== undefined)
    throw fail(
      `the header is one column named '${clip(names[0]!)}'`,
      `set delimiter: "${other === "\t" ? "\\t" : other}"; if it really is one column, set delimiter: "${dialect.delimiter === "\t" ? "\\t" : dialect.delimiter}"`,
    );
  const empty = names.indexOf("");
  if (empty >= 0)
    throw fail(
      `column ${empty + 1} of ${names.length} has no name`,
      "name it, remove the stray delimiter, or set header: false with column_names",
    );
  const first = new Map<string, number>();
  for (const [index, name] of names.entries()) {
    const before = first.get(name.toLowerCase());
    if (before !== undefined)
      throw fail(
        `columns ${before + 1} and ${index + 1} are both named '${clip(name)}'`,
        "names must differ by more than case; mend the header, or set header: false with column_names",
      );
    first.set(name.toLowerCase(), index);
  }
  return names;
}

function clip(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

import { mask } from "./known-secrets.ts";
import { isSecretLabel } from "./secret-labels.ts";

/**
 * A name, the quote that closes it (with the backslashes of JSON inside JSON), and what leads to a value: `:`, `=`, `=>`,
 * `:=`, or blanks behind a command-line option.
 */
const labelled =
  /(?<![\w.$-])-{0,2}([\w$][\w.$-]*)(?:(\\*["'`])?(\]?\s*(?:=>|:=|==?|:)[ \t]*(?:\r?\n[ \t]+)?)|(?<=--[\w.-]+)[ \t]+(?=[^\s-]))/g;

/** Values that hold no secret: nothing, a reference to one, or the mask itself. */
const noSecret = /^(?:true|false|null|none|undefined|nil|\$\{\w+\}|\$\w+|\{\{[^{}]*\}\}|\*+|)$/i;

/** `required.password: 3 rows` counts what broke a rule on a column that has the name of a secret. */
const count = /^\d[\d,]* (?:rows?|values?|files?|errors?)\b/;

/** Masks every value that stands behind the name of a secret: quoted or not, in JSON at any depth of escaping, in options. */
export function redactLabelled(text: string): string {
  let result = "";
  let done = 0;
  for (const match of text.matchAll(labelled)) {
    if (match.index < done || !isSecretLabel(fullLabel(text, match))) continue;
    const start = match.index + match[0].length;
    const value = valueAt(text, start);
    if (value.end === start || noSecret.test(text.slice(value.from, value.to)) || count.test(text.slice(start, start + 40))) continue;
    result += text.slice(done, value.from) + mask;
    done = value.to;
  }
  return result + text.slice(done);
}

/** Masks what stands between the tags of an XML element, or in the `value` beside the `name`, of a secret. */
export function redactNamed(text: string): string {
  return text
    .replace(/<([\w:.-]{1,80})([^<>]{0,200})>([^<>]+)(?=<\/\1>)/g, (all, name: string, rest: string) =>
      isSecretLabel(name) ? `<${name}${rest}>${mask}` : all,
    )
    .replace(
      /(\\*["'])(name|key)\1(\s*:\s*)\1([\w.-]{1,80})\1(\s*,\s*)\1value\1(\s*:\s*)\1((?:(?!\1)[^])*)/gi,
      (all, quote: string, key: string, ...parts: string[]) => {
        const [lead, name, comma, colon] = parts as [string, string, string, string];
        return isSecretLabel(name)
          ? `${quote}${key}${quote}${lead}${quote}${name}${quote}${comma}${quote}value${quote}${colon}${quote}${mask}`
          : all;
      },
    );
}

/** `key` in `secret access key: ...` is the last word of its name. */
function fullLabel(text: string, match: RegExpExecArray): string {
  const before = /(?:[A-Za-z]+ ){0,2}$/.exec(text.slice(Math.max(0, match.index - 40), match.index))?.[0] ?? "";
  return /^(?:keys?|string|id)$/i.test(match[1]!) ? `${before}${match[1]!}` : match[1]!;
}

interface ValueSpan {
  /** What is masked: inside the quotes where there are any. */
  readonly from: number;
  readonly to: number;
  /** Behind the closing quote. */
  readonly end: number;
}

function valueAt(text: string, start: number): ValueSpan {
  const quote = /^(?:[bru]{0,2})(\\*)(["'`])/.exec(text.slice(start, start + 24));
  if (quote) return quotedValue(text, start + quote[0].length, quote[1]!, quote[2]!);
  const block = /^[|>][+-]?\d?[ \t]*\r?\n(?=([ \t]+))(?:\1[^\n]*(?:\n|$)|[ \t]*\r?\n)+/.exec(text.slice(start));
  if (block) return { from: start, to: start + block[0].trimEnd().length, end: start + block[0].length };
  if (text[start] === "{" || text[start] === "[") return bracketed(text, start);
  const bare =
    /^(?:(?:Bearer|Basic|Token|Digest|Negotiate|ApiKey)[ \t]+)?\S+?(?=[&;,]\s*\\*["']?[\w.$-]+\\*["']?\s*[=:]|[\s"<>]|\\["nrt]|$)/i.exec(
      text.slice(start),
    );
  const end = start + (bare?.[0].length ?? 0);
  return { from: start, to: end, end };
}

/** Up to the same quote with the same backslashes; to the end of the text where it is missing. */
function quotedValue(text: string, from: number, slashes: string, quote: string): ValueSpan {
  const inner = slashes === "" ? `(?:[^\\\\${quote}]|\\\\[^])*` : `[^]*?(?<!\\\\)(?=${slashes.replaceAll("\\", "\\\\")}${quote})`;
  const found = new RegExp(`^${inner}`).exec(text.slice(from));
  const to = found ? from + found[0].length : text.length;
  return { from, to, end: Math.min(text.length, to + slashes.length + 1) };
}

/** A whole object or list, quotes respected, so that no member of `credentials: {...}` stays. */
function bracketed(text: string, start: number): ValueSpan {
  let depth = 0;
  let quote = "";
  for (let at = start; at < text.length; at++) {
    const letter = text[at]!;
    if (letter === "\\") at++;
    else if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === '"') quote = letter;
    else if (letter === "{" || letter === "[") depth++;
    else if ((letter === "}" || letter === "]") && --depth === 0) return { from: start, to: at + 1, end: at + 1 };
  }
  return { from: start, to: text.length, end: text.length };
}

/** What stands where a secret was. */
export const mask = "[REDACTED]";

/**
 * A function that masks every form in which the given secrets may turn up: as they are, trimmed, line by line, in URLs
 * (percent-encoded by any of the usual rules), in JSON (also inside a JSON string, also with \u escapes), in base64
 * (any alignment, also URL-safe), in hexadecimal, with quotes doubled or escaped. Secrets of one to three characters are
 * masked where they stand alone, since masking them inside words would ruin all text.
 */
export function knownSecretMasker(secrets: readonly string[]): (text: string) => string {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form !== "").sort((a, b) => b.length - a.length);
  if (forms.length === 0) return (text) => text;
  const pattern = new RegExp(forms.map(formPattern).join("|"), "g");
  return (text) => text.replace(pattern, mask);
}

const shortest = 4;

function formPattern(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  return form.length < shortest ? `(?<![A-Za-z0-9])${literal}(?![A-Za-z0-9])` : literal;
}

function formsOf(secret: string): string[] {
  const plain = secret.toWellFormed();
  const texts = [...new Set([secret, plain, plain.trim(), ...longLines(plain)])].filter((text) => text.trim() !== "");
  return texts.flatMap((text) =>
    text.length < shortest ? [text] : [text, ...urlForms(text), ...jsonForms(text), ...quotedForms(text), ...byteForms(text)],
  );
}

/** Keys in several lines are often printed one line at a time. */
function longLines(text: string): string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  return lines.length > 1 ? lines.filter((line) => line.length >= 8 && !line.startsWith("-----")) : [];
}

function urlForms(text: string): string[] {
  const strict = encodeURIComponent(text.toWellFormed());
  const every = strict.replace(/[!'()*~.-]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  const rfc3986 = strict.replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`);
  const upper = [
    strict,
    rfc3986,
    every,
    encodeURI(text.toWellFormed()),
    strict.replaceAll("%2F", "/"),
    rfc3986.replaceAll("%2F", "/"),
    new URLSearchParams({ "": text }).toString().slice(1),
  ];
  const once = upper.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase())]);
  return [...once, encodeURIComponent(strict)];
}

function jsonForms(text: string): string[] {
  const once = inJson(text);
  const ascii = asciiOnly(once);
  const slashed = once.replaceAll("/", "\\/");
  const html = once.replace(/[<>&]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`);
  return [once, ascii, slashed, html, inJson(once), inJson(ascii), inJson(inJson(once))];
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function asciiOnly(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function quotedForms(text: string): string[] {
  return [
    text.replaceAll("'", "''"),
    text.replaceAll("'", "\\'"),
    text.replaceAll("'", "'\\''"),
    text.replaceAll('"', '""'),
    text.replaceAll('"', '\\"'),
  ];
}

function byteForms(text: string): string[] {
  const bytes = Buffer.from(text, "utf8");
  const hex = bytes.toString("hex");
  const inside = [0, 1, 2].map((offset) => alignedBase64(bytes, offset)).filter((form) => form.length >= 6);
  const whole = bytes.toString("base64");
  const base64 = [whole, whole.replaceAll("=", ""), ...inside];
  return [hex, hex.toUpperCase(), ...base64, ...base64.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

/** The characters of base64 that depend on these bytes alone, when `offset` other bytes come before them. */
function alignedBase64(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString("base64")
    .replaceAll("=", "");
  const start = Math.ceil((offset * 8) / 6);
  const end = Math.floor(((offset + bytes.length) * 8) / 6);
  return encoded.slice(start, end);
}

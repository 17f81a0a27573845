/**
 * Rewrites a JSON object or array so that no number can lose a digit on its way through a parser of doubles: numbers become text,
 * exponents written out, and the members named in `whole` become the text of their JSON. Malformed text comes back as it is.
 */
export function exactJson(text: string, whole: ReadonlySet<string>): string {
  const scan = { text, at: 0 };
  try {
    skipBlanks(scan);
    const result = text[scan.at] === "[" ? rewriteArray(scan) : rewriteObject(scan, whole);
    skipBlanks(scan);
    return scan.at === text.length ? result : text;
  } catch (error) {
    if (error instanceof MalformedJson) return text;
    throw error;
  }
}

interface Scan {
  readonly text: string;
  at: number;
}

class MalformedJson extends Error {}

function rewriteObject(scan: Scan, whole: ReadonlySet<string>): string {
  const members: string[] = [];
  eat(scan, "{");
  if (tryEat(scan, "}")) return "{}";
  do {
    skipBlanks(scan);
    const key = stringToken(scan);
    eat(scan, ":");
    skipBlanks(scan);
    const start = scan.at;
    const value = rewriteValue(scan);
    members.push(
      `${key}:${whole.has(JSON.parse(key) as string) && value !== "null" ? JSON.stringify(scan.text.slice(start, scan.at).trim()) : value}`,
    );
  } while (tryEat(scan, ","));
  eat(scan, "}");
  return `{${members.join(",")}}`;
}

function rewriteValue(scan: Scan): string {
  skipBlanks(scan);
  const first = scan.text[scan.at];
  if (first === "{") return rewriteObject(scan, nothing);
  if (first === "[") return rewriteArray(scan);
  if (first === '"') return stringToken(scan);
  const word = token(scan, /(?:true|false|null)/y);
  if (word !== undefined) return word;
  const number = token(scan, /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (number === undefined) throw new MalformedJson();
  return `"${plainDecimal(number)}"`;
}

const nothing: ReadonlySet<string> = new Set();

function rewriteArray(scan: Scan): string {
  const items: string[] = [];
  eat(scan, "[");
  if (tryEat(scan, "]")) return "[]";
  do items.push(rewriteValue(scan));
  while (tryEat(scan, ","));
  eat(scan, "]");
  return `[${items.join(",")}]`;
}

function stringToken(scan: Scan): string {
  const found = token(scan, /"(?:[^"\\]|\\.)*"/y);
  if (found === undefined) throw new MalformedJson();
  return found;
}

function token(scan: Scan, pattern: RegExp): string | undefined {
  pattern.lastIndex = scan.at;
  const found = pattern.exec(scan.text)?.[0];
  if (found !== undefined) scan.at += found.length;
  return found;
}

function skipBlanks(scan: Scan): void {
  while (" \t\r\n".includes(scan.text[scan.at] ?? "x")) scan.at += 1;
}

function eat(scan: Scan, mark: string): void {
  if (!tryEat(scan, mark)) throw new MalformedJson();
}

function tryEat(scan: Scan, mark: string): boolean {
  skipBlanks(scan);
  if (scan.text[scan.at] !== mark) return false;
  scan.at += 1;
  return true;
}

/** A number without exponent: `1.5e3` is `1500`. Exponents that no column could hold stay as they are. */
export function plainDecimal(number: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?[eE]([+-]?\d{1,3})$/.exec(number);
  if (!parts) return number;
  const fraction = parts[3] ?? "";
  const digits = parts[2]! + fraction;
  const point = parts[2]!.length + Number(parts[4]);
  if (point <= 0) return `${parts[1]}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${parts[1]}${digits}${"0".repeat(point - digits.length)}`;
  return `${parts[1]}${digits.slice(0, point)}.${digits.slice(point)}`;
}

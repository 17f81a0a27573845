import { createHash } from "node:crypto";

/** What a hash and the `_` before it take. */
const suffixLength = 9;

/** Cut to so many UTF-16 units, which no target counts more strictly, and never through a character. */
export function cutPlainly(text: string, limit: number): string {
  const cut = text.slice(0, limit);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}

/** Cut so that what differed still differs: a text that is too long ends in a short hash of itself. */
export function cutWithHash(text: string, limit: number): string {
  return text.length <= limit ? text : endInHash(text, limit, text);
}

/** The beginning of a text and a short hash of `whole`, for one of several texts with the same beginning. */
export function endInHash(text: string, limit: number, whole: string): string {
  return `${cutPlainly(text, limit - suffixLength).replace(/[_.-]+$/, "")}_${shortHash(whole)}`;
}

function shortHash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** Terraform composes accents on its own and cannot hold half a surrogate pair: done here, so that everyone has the same text. */
export function wellFormed(text: string): string {
  return text.toWellFormed().normalize("NFC");
}

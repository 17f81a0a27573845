import { once } from "../kit/once.ts";

/** Text that cannot move the cursor, ring or recolour the terminal, whatever a file name or a message holds: control characters become visible escapes. */
export function printable(text: string): string {
  return text.replace(
    /[\x00-\x08\x0b-\x1f\x7f-\x9f]|\u2028|\u2029|[\u202a-\u202e\u2066-\u2069]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
/** Made when text is fitted for the first time: it loads the locale's rules. */
const segmenter = once(() => new Intl.Segmenter("en", { granularity: "grapheme" }));

/** Cuts text to so many terminal columns, `...` at the end when something was cut; East Asian letters and pictures take two. */
export function fitWidth(text: string, columns: number): string {
  if (text.length <= columns && /^[\x20-\x7e]*$/.test(text)) return text;
  const letters = [...segmenter().segment(text)].map((part) => ({ letter: part.segment, columns: wide.test(part.segment) ? 2 : 1 }));
  const total = letters.reduce((sum, part) => sum + part.columns, 0);
  if (total <= columns) return text;
  let left = columns - 3;
  const kept = letters.filter((part, index) => (left -= part.columns) >= 0 || index < 0);
  return columns < 3 ? "" : `${kept.map((part) => part.letter).join("")}...`;
}

/** The candidate that a typing slip would turn into `word`, or undefined when none is near (Damerau-Levenshtein, scaled to length). */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(folded.length / 3)) + 1;
  for (const candidate of candidates) {
    const distance = editDistance(folded, fold(candidate), bestDistance);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best ?? [...candidates].find((candidate) => isBeginning(folded, fold(candidate)));
}

/** `lookback` for `lookback_days`: a whole word that somebody left off. */
function isBeginning(word: string, candidate: string): boolean {
  return word.length >= 4 && candidate.startsWith(word) && (candidate[word.length] === "_" || word.length * 2 > candidate.length);
}

/** Lower case, one separator, and Cyrillic or Greek look-alikes as their Latin twins. */
function fold(text: string): string {
  return text
    .toLowerCase()
    .replace(/[-\s.]/g, "_")
    .replace(/[^\x20-\x7e]/g, (letter) => lookAlikes[letter] ?? letter);
}

/** Letters of other scripts that look like a Latin letter. */
const lookAlikes: Readonly<Record<string, string>> = {
  а: "a",
  е: "e",
  о: "o",
  р: "p",
  с: "c",
  у: "y",
  х: "x",
  і: "i",
  ј: "j",
  ѕ: "s",
  һ: "h",
  ԁ: "d",
  ո: "n",
  т: "t",
  к: "k",
  м: "m",
  в: "b",
  н: "h",
  α: "a",
  ο: "o",
  ν: "v",
  ρ: "p",
  τ: "t",
  ι: "i",
  κ: "k",
};

/** True when the word holds a letter of another script that looks Latin. */
export function hasLookAlike(word: string): boolean {
  return [...word].some((letter) => lookAlikes[letter.toLowerCase()] !== undefined);
}

function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(row[j - 1]! + 1, last[j]! + 1, substitution);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}

const letters: readonly (readonly [RegExp, string])[] = [
  [/^'([^']*)'/, "quoted"],
  [/^yyyy/, "%Y"],
  [/^uuuu/, "%Y"],
  [/^yy/, "%y"],
  [/^MMMM/, "%B"],
  [/^MMM/, "%b"],
  [/^MM?/, "%m"],
  [/^dd?/, "%d"],
  [/^EEEE/, "%A"],
  [/^E{1,3}/, "%a"],
  [/^HH?/, "%H"],
  [/^hh?/, "%I"],
  [/^mm?/, "%M"],
  [/^ss?/, "%S"],
  [/^a/, "%p"],
  [/^S{1,3}(?!S)/, "%g"],
  [/^S{4,6}(?!S)/, "%f"],
  [/^S{7,9}/, "%n"],
  [/^(?:X{1,3}|x{1,3}|Z{1,3})/, "%z"],
  [/^(?:VV|z)/, "%Z"],
];

/** Turns a `yyyy-MM-dd'T'HH:mm:ss` style pattern into DuckDB's strptime form; a pattern that holds `%` is in that form already. Undefined for a letter without meaning. */
export function strptimeFormat(pattern: string): string | undefined {
  if (pattern.includes("%")) return pattern;
  let rest = pattern;
  let format = "";
  while (rest !== "") {
    const found = letters.find(([token]) => token.test(rest));
    const token = found ? found[0].exec(rest)! : undefined;
    if (!found && /^[A-Za-z]/.test(rest) && !/^[TZ]/.test(rest)) return undefined;
    format += !found || !token ? rest[0]! : found[1] === "quoted" ? token[1] || "'" : found[1];
    rest = rest.slice(token ? token[0].length : 1);
  }
  return format;
}

/** Whether texts of a strptime form carry their own offset or zone. */
export function carriesZone(format: string): boolean {
  return /%[zZ]/.test(format);
}

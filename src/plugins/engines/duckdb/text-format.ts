const byte = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const label = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
const group = "[0-9A-Fa-f]{1,4}";
const ipv4 = `${byte}(\\.${byte}){3}`;

/** Regular expressions (RE2) of the ODCS text formats; formats that any text satisfies are not here. */
const patterns: Readonly<Record<string, string>> = {
  email: `[A-Za-z0-9!#$%&'*+/=?^_\`{|}~.-]+@${label}(\\.${label})+`,
  uuid: "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
  uri: '[A-Za-z][A-Za-z0-9+.-]*:[^\\s<>"{}|\\\\^`]+',
  hostname: `${label}(\\.${label})*`,
  ipv4,
  ipv6: ipv6Pattern(),
  binary: "[01]*",
};

/** The pattern that a whole text of the format matches; undefined where any text will do (`password`). */
export function textFormatPattern(format: string): string | undefined {
  return patterns[format];
}

/** All places where `::` may stand (RFC 4291 section 2.2), the last 32 bits also as IPv4. */
function ipv6Pattern(): string {
  const tail = `(${group}:${group}|${ipv4})`;
  const full = `(${group}:){6}${tail}`;
  const shortened = Array.from({ length: 8 }, (_, before) => {
    const head = before === 0 ? "" : `${group}(:${group}){${before - 1}}`;
    const most = 7 - before;
    const after = most === 0 ? "" : `(${group}(:${group}){0,${most - 1}})?`;
    const mixed = most >= 2 ? `|${head}::(${group}:){0,${most - 2}}${ipv4}` : "";
    return `${head}::${after}${mixed}`;
  });
  return `${full}|${shortened.join("|")}`;
}

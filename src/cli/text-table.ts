/** Columns of text, aligned, for people; numbers to the right. Cells wider than `widest` are cut with an ellipsis. */
export function textTable(header: readonly string[], rows: readonly (readonly (string | null)[])[], widest = 40): string {
  const cut = (cell: string): string => (cell.length > widest ? `${cell.slice(0, widest - 1)}…` : cell);
  const cells = rows.map((row) => row.map((cell) => cut(printable(cell))));
  const widths = header.map((title, index) => Math.max(title.length, ...cells.map((row) => row[index]?.length ?? 0)));
  const numeric = header.map(
    (_, index) => rows.length > 0 && rows.every((row) => row[index] === null || /^-?[\d.,]+$/.test(row[index] ?? "")),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, index) => (numeric[index] ? cell.padStart(widths[index]!) : cell.padEnd(widths[index]!)))
      .join("  ")
      .trimEnd();
  return [line(header), line(widths.map((width) => "─".repeat(width))), ...cells.map(line)].map((text) => `${text}\n`).join("");
}

/** Control characters would move the cursor of whoever looks. */
function printable(cell: string | null): string {
  return cell === null ? "∅" : cell.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => (character === "\n" ? "⏎" : "�"));
}

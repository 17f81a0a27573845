/** A problem as Terraform tells it with `-json`. */
export interface TerraformDiagnostic {
  readonly severity: "error" | "warning";
  readonly summary: string;
  readonly detail?: string;
  /** Resource that it is about. */
  readonly address?: string;
  readonly range?: { readonly filename: string; readonly start: { readonly line: number; readonly column: number } };
  /** The line of the file, and where in the module it stands. */
  readonly snippet?: { readonly code: string; readonly context?: string | null };
}

/**
 * Problems from the frames that Terraform draws for people, for commands that have no `-json`:
 * a line `Error: SUMMARY`, perhaps `on FILE line N`, then the detail. Text without any frame is one problem.
 */
export function boxedErrors(text: string): readonly TerraformDiagnostic[] {
  const lines = text
    .replace(/\u001b\[[\d;]*m/g, "")
    .split("\n")
    .map((line) => line.replace(/^[│╷╵]\s?/, "").trimEnd());
  const starts = lines.flatMap((line, index) => (/^(?:Error|Warning): /.test(line) ? [index] : []));
  if (starts.length === 0) {
    const all = lines.filter((line) => line !== "").join("\n");
    return all === "" ? [] : [{ severity: "error", summary: all }];
  }
  return starts.map((start, index) => framed(lines.slice(start, starts[index + 1])));
}

function framed([head = "", ...rest]: readonly string[]): TerraformDiagnostic {
  const detail = rest.join("\n").trim();
  const place = /^\s*on (\S+) line (\d+)/m.exec(detail);
  return {
    severity: head.startsWith("Error") ? "error" : "warning",
    summary: head.replace(/^(?:Error|Warning): /, ""),
    ...(detail === "" ? {} : { detail }),
    ...(place ? { range: { filename: place[1]!, start: { line: Number(place[2]), column: 1 } }, snippet: { code: detail } } : {}),
  };
}

/** A problem on as many lines as it has, with its place: `main.tf.json:12: SUMMARY`. */
export function describeDiagnostic({ summary, detail, range, address }: TerraformDiagnostic): string {
  const place = range ? `${range.filename}:${range.start.line}: ` : "";
  const subject = address === undefined || address === "" ? "" : ` (${address})`;
  return `${place}${summary}${subject}${detail === undefined || detail === "" ? "" : `\n${detail}`}`;
}

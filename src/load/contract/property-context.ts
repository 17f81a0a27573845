import type { NodePath } from "../../kit/document.ts";
import type { Report } from "./report.ts";

/** What the reading of every property may ask and tell. */
export interface PropertyContext {
  readonly apiVersion: string;
  readonly report: Report;
  /** A number as the file has it, digit for digit, where JavaScript's number would lose some. */
  readonly exactNumber: (path: NodePath) => string | undefined;
}

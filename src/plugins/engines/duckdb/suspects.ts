import type { StageRequest } from "../../../kit/engine.ts";
import type { InputRows } from "./input-columns.ts";
import type { Check } from "./judge-sql.ts";

/** What is known of a batch when its rejected rows are gathered. */
export interface Suspects {
  readonly request: StageRequest;
  readonly input: InputRows;
  /** How many rows broke a rule while the good ones were written. */
  readonly broken: number;
  /** The rules that were broken at least once then: no other can be now. */
  readonly failing: readonly Check[];
  /** Condition of rows that are left out before they are judged. */
  readonly skip: string | undefined;
}

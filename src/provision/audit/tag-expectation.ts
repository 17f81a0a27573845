import { canonicalKey } from "../../kit/canonical-key.ts";
import { DativoError } from "../../kit/error.ts";

/** What every resource that can carry tags has to carry. */
export interface TagExpectation {
  /** Without one of these a resource is not covered. */
  readonly required: readonly ExpectedTag[];
  /** Reported when they are missing or differ, and nothing follows from it. */
  readonly optional: readonly ExpectedTag[];
  /** A value that is known only after apply does not count as covered. */
  readonly strict: boolean;
}

/** A tag by its canonical key; any value will do where none is named, as long as it is not blank. */
export interface ExpectedTag {
  readonly key: string;
  readonly value?: string;
}

/**
 * The expectation from keys in any spelling and the values that are known, as those of a job's own tags. A value whose key is
 * in neither list is not looked at. Throws `refused` for a blank key, and for one that is both required and optional.
 */
export function expectTags(
  required: readonly string[],
  optional: readonly string[],
  values: ReadonlyMap<string, string>,
  strict: boolean,
): TagExpectation {
  const known = new Map([...values].map(([key, value]) => [canonicalKey(key), value]));
  const expected = (written: readonly string[]): readonly ExpectedTag[] =>
    [...new Set(written.map(keyOf))].map((key) => {
      const value = known.get(key);
      return value === undefined ? { key } : { key, value };
    });
  const both = expected(optional).find(({ key }) => expected(required).some((one) => one.key === key));
  if (both)
    throw new DativoError("refused", `tag '${both.key}' is both required and optional`, {
      hint: "name the required ones without it, or leave it out of the optional ones",
    });
  return { required: expected(required), optional: expected(optional), strict };
}

function keyOf(written: string): string {
  if (written.trim() === "") throw new DativoError("refused", "the key of a tag is blank", { hint: "job_name,team,cost_center" });
  return canonicalKey(written);
}

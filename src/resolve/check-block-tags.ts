import { canonicalKey } from "../kit/canonical-key.ts";
import { suggest } from "../kit/suggest.ts";
import { renderPath } from "../kit/document.ts";
import { sameEnvironment } from "../kit/environment-names.ts";
import type { Scalar } from "../spec/infrastructure.ts";
import { requiredTagKeys } from "../spec/tags.ts";
import { isSaid, type Checking } from "./checking-block.ts";

/** What the block says under `tags`: complete, each fact once, texts that stay as they were written, the job's own environment. */
export function checkBlockTags(checking: Checking): void {
  checkRequired(checking);
  checkSpellings(checking);
  for (const [key, value] of Object.entries(checking.block.tags)) {
    checkKey(key, checking);
    checkNumber(key, value, checking);
    checkEnvironment(key, value, checking);
  }
}

/** In the canonical spelling the five stand in the block itself. */
function checkRequired({ block, problem, loaded }: Checking): void {
  if (loaded.older) return;
  const given = Object.entries(block.tags).filter(([, value]) => String(value).trim() !== "");
  const missing = requiredTagKeys.filter((key) => !given.some(([written]) => canonicalKey(written) === key) && !isWrong(key));
  if (missing.length === 0) return;
  const names = missing.join(", ");
  problem(
    "missing-required-tags",
    Object.keys(block.tags).length > 0 ? ["tags"] : [],
    `Missing required tags: ${names}`,
    nearMiss(missing, block.tags) ?? `add ${names} to infrastructure.tags`,
    "key",
  );

  /** Of a value that is no text has been told; it is not missing as well. */
  function isWrong(key: string): boolean {
    return block.tags[key] === undefined && isSaid(loaded, "tags", key);
  }
}

/** A key that is nearly one of the missing. */
function nearMiss(missing: readonly string[], tags: Readonly<Record<string, Scalar>>): string | undefined {
  const near = Object.keys(tags)
    .map((written) => [written, suggest(canonicalKey(written), missing)] as const)
    .find(([, meant]) => meant !== undefined);
  return near && `did you mean '${near[1]}' by '${near[0]}'?`;
}

/** Two spellings of one key are one fact. */
function checkSpellings({ block, problem }: Checking): void {
  const first = new Map<string, string>();
  for (const [written, value] of Object.entries(block.tags)) {
    const key = canonicalKey(written);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, written);
    else if (String(block.tags[earlier]) === String(value))
      problem(
        "conflicting-keys",
        ["tags", written],
        `tags '${earlier}' and '${written}' say the same thing`,
        "keep the first",
        "key",
        "warning",
      );
    else
      problem(
        "conflicting-keys",
        ["tags", written],
        `tags '${earlier}' and '${written}' are one tag, and say different things`,
        "keep one of them",
        "key",
      );
  }
}

function checkKey(key: string, { problem }: Checking): void {
  if (key.trim() === "") problem("invalid-value", ["tags", key], "a tag has a blank name", "give it a name, or remove it", "key");
}

/** A tag is text. What YAML reads as a number does not always come out as it was written: 1.10, 0x1F, 12345678901234567890. */
function checkNumber(key: string, value: Scalar, { problem, loaded: { document, waits } }: Checking): void {
  const path = ["tags", key];
  if (typeof value !== "number" || waits.has(renderPath(path)) || !document.isPlain(path)) return;
  const { line, column, endLine, endColumn } = document.rangeOf(path);
  if (line === endLine && endColumn - column === String(value).length && Number.isSafeInteger(Math.trunc(value))) return;
  problem(
    "invalid-value",
    path,
    `tag '${key}' is read as the number ${value}, which is not how it is written`,
    "put it in quotes",
    "value",
    Number.isSafeInteger(Math.trunc(value)) ? "warning" : "error",
  );
}

function checkEnvironment(key: string, value: Scalar, { environment, problem, loaded }: Checking): void {
  if (canonicalKey(key) !== "environment" || loaded.waits.has(renderPath(["tags", key]))) return;
  if (String(value).trim() === "" || sameEnvironment(String(value), environment)) return;
  problem(
    "environment-mismatch",
    ["tags", key],
    `tag '${key}' is '${value}', but the job's environment is '${environment}'`,
    "they must mean the same environment: prod/production, dev/development, stage/staging are equal",
  );
}

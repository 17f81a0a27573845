import { migrateContract } from "../load/contract/migrate-contract.ts";
import type { Action } from "./command.ts";
import { rewriteFiles } from "./rewrite-files.ts";

/** `dativo contract migrate`: older contracts as valid ODCS. */
export const action: Action = (invocation, { world }) =>
  rewriteFiles(
    invocation,
    {
      rewrite: (_file, name, text) => migrateContract(text, name, world.env),
      rewritten: "as ODCS",
      already: "ODCS",
    },
    world,
  );

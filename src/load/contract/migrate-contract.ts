import { parseDocument } from "yaml";
import type { Diagnostic } from "../../kit/diagnostic.ts";
import { parseYaml } from "../yaml.ts";
import { parseContract } from "./load-contract.ts";
import { modernize } from "./modernize.ts";
import { rewriteYaml, yamlStyle } from "../rewrite/rewrite-yaml.ts";

/** A contract in the spelling of ODCS, or the errors that stand in the way. */
export interface MigratedContract {
  /** The whole new text; equal to the old when nothing was old. Absent when the contract has errors. */
  readonly text?: string;
  readonly changed: boolean;
  /** Of the contract as it was. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Rewrites the older spellings of a contract as ODCS 3.1.0 (3.2.0 where it says so), keeping comments, order and every value.
 * The result satisfies the official JSON Schema and loads to the same contract. Placeholders such as `${NAME}` stay. Pure.
 */
export async function migrateContract(
  text: string,
  file: string,
  variables: Readonly<Record<string, string | undefined>> = {},
): Promise<MigratedContract> {
  const loaded = await parseContract(text, file, variables);
  if (!loaded.contract) return { changed: false, diagnostics: loaded.diagnostics };
  const modern = modernize(parseYaml(text, file).document.value);
  if (!modern) return { text, changed: false, diagnostics: loaded.diagnostics };
  const document = parseDocument(text, { version: "1.2" });
  rewriteYaml(document, modern.root);
  return { text: document.toString(yamlStyle(text)), changed: true, diagnostics: loaded.diagnostics };
}

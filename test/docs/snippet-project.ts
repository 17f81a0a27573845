import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { checkJob, createOpenCache } from "../../src/cli/open-job.ts";
import type { Diagnostic } from "../../src/kit/diagnostic.ts";
import { realWorld } from "../../src/kit/world.ts";
import { lintContract } from "../../src/load/contract/lint-contract.ts";
import type { Snippet } from "./snippets.ts";

const quickstart = path.resolve(import.meta.dirname, "../../examples/quickstart");

/** A copy of the quickstart in which the files that a page shows stand as well. The caller removes it. */
export function projectOf(snippets: readonly Snippet[]): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-snippets-"));
  cpSync(quickstart, folder, { recursive: true });
  for (const { about, text } of snippets) {
    if (about?.includes("/") || about?.endsWith(".yaml")) write(path.join(folder, about), text);
  }
  return folder;
}

/** What the real loader says of a snippet, put into a whole file where it is a part of one. Warnings count. */
export async function diagnose(snippet: Snippet, folder: string): Promise<readonly Diagnostic[]> {
  const world = { ...realWorld(), cwd: folder, env: {} };
  const { kind, about, text } = snippet;
  if (kind === "contract") return lintContract(text, snippet.place);
  if (kind === "properties" || kind === "quality") return lintContract(wholeContract(kind, text, about), snippet.place);
  const file = path.join(folder, "jobs", "demo", "snippet.yaml");
  write(file, wholeJob(snippet));
  return (await checkJob(file, world, createOpenCache())).diagnostics;
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function indent(text: string, by: number): string {
  return text.replaceAll(/^(?=.)/gm, " ".repeat(by));
}

/** `about` is the ODCS version, where it is not 3.1.0. */
function wholeContract(kind: "properties" | "quality", text: string, about: string | undefined): string {
  const head = `apiVersion: ${about ?? "v3.1.0"}\nkind: DataContract\nid: snippet\nname: snippet\nversion: 1.0.0\nstatus: active\nschema:\n  - name: orders\n`;
  if (kind === "properties") return `${head}    properties:\n${indent(text, 6)}`;
  const columns = ["order_id", "status", "net", "tax", "gross", "phone"]
    .map((name) => `      - { name: ${name}, logicalType: string }\n`)
    .join("");
  return `${head}    properties:\n${columns}    quality:\n${indent(text, 6)}`;
}

const requiredTags = "  tags: { job_name: orders, team: data, pipeline_type: ingestion, environment: prod, cost_center: data }";

/**
 * A block is put into the quickstart's job; recipes, policies and projects are checked by the jobs that stand on them. An infrastructure
 * block without tags gets the required ones, which would be the same on every page.
 */
function wholeJob({ kind, about, text }: Snippet): string {
  const ofBlock = (side: "source" | "target"): string | undefined => (kind === side ? about : undefined);
  if (kind === "job") return text;
  const source = kind === "source" ? text : "source:\n  files: [{ path: data/orders.csv }]\n";
  return [
    "tenant_id: demo",
    `source_connector: ${ofBlock("source") ?? "csv"}`,
    `target_connector: ${ofBlock("target") ?? "iceberg"}`,
    "asset: orders",
    source,
    kind === "target" ? text : "",
    kind === "infrastructure" ? `${text}${/^  tags:/m.test(text) ? "" : `${requiredTags}\n`}` : "",
  ].join("\n");
}

import path from "node:path";
import { canonicalKey } from "../kit/canonical-key.ts";
import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import { displayPath } from "../load/project-root.ts";
import { auditTags } from "../provision/audit/audit-tags.ts";
import { readPlanOrState } from "../provision/audit/read-plan-or-state.ts";
import { coverageOf, type TagAudit } from "../provision/audit/tag-audit.ts";
import { expectTags, type TagExpectation } from "../provision/audit/tag-expectation.ts";
import type { AuditReport } from "./audit-report.ts";
import { acceptInfrastructure } from "./accept.ts";
import { textOption, type Action, type Invocation } from "./command.ts";
import { findFiles } from "./find-files.ts";
import { planFiles } from "../provision/plan-record.ts";
import { workingFolder } from "../provision/working-folder.ts";
import type { OpenedFacts } from "./open-job.ts";
import { formatAudit, type AuditFormat } from "./format-audit.ts";
import { withoutSecrets } from "./mask-audit.ts";
import { parseJsonFile } from "./parse-json-file.ts";
import { ownVersion } from "./version.ts";

/** `dativo infra audit`: exit code 0 when every taggable resource carries the required tags, 2 when one does not or a file is unreadable. */
export const action: Action = async (invocation, { world }) => {
  const job = textOption(invocation, "job");
  const opened = job === undefined ? undefined : await acceptInfrastructure(job, world);
  if (job !== undefined && !opened) return 2;
  const expectation = expectationOf(invocation, opened?.metadata ?? {});
  const report = await auditFiles(pathsOf(invocation, opened), expectation, world);
  const format = (textOption(invocation, "format") ?? "text") as AuditFormat;
  for (const { file, reason } of report.skipped) world.terminal.err(`skipped ${file}: ${reason}\n`);
  for (const { file, message, hint } of report.failed)
    world.terminal.err(`error: ${file}: ${message}\n${hint === undefined ? "" : `hint: ${hint}\n`}`);
  if (report.files.length > 0 || format !== "text")
    world.terminal.out(formatAudit(report, format, { version: await ownVersion(world), cwd: world.cwd }));
  return report.passed ? 0 : 2;
};

/** What is named, else the plan that the job's last `infra plan` kept. */
function pathsOf(invocation: Invocation, opened: OpenedFacts | undefined): readonly string[] {
  const given = invocation.args[0];
  if (Array.isArray(given) && given.length > 0) return given as readonly string[];
  if (opened) return [path.join(workingFolder(opened.job), planFiles.json)];
  throw new DativoError("refused", "infra audit takes plans, states or folders of them, or --job JOB", {
    hint: "dativo infra audit plan.json",
  });
}

/** Audits files, and the plans and states of folders. Throws `not_found` where there is nothing to audit. */
export async function auditFiles(paths: readonly string[], expectation: TagExpectation, world: World): Promise<AuditReport> {
  const kind = { pattern: "**/*.{json,tfstate}", noun: "plans or states" };
  const named = new Set(paths.map((one) => path.resolve(world.cwd, one)));
  const found = (await findFiles(paths, kind, world)).filter((file) => named.has(file) || !file.split(path.sep).includes("node_modules"));
  const files: { file: string; audit: TagAudit }[] = [];
  const skipped: { file: string; reason: string }[] = [];
  const failed: { file: string; message: string; hint?: string }[] = [];
  for (const place of found) {
    const file = displayPath(place, world);
    try {
      const audit = await auditFile(place, named.has(place), expectation, world);
      if (audit) files.push({ file, audit });
      else if (named.has(place)) failed.push({ file, ...neither, hint: "write one with terraform show -json PLAN > plan.json" });
      else skipped.push({ file, reason: neither.message });
    } catch (error) {
      if (!(error instanceof DativoError)) throw error;
      failed.push({ file, message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) });
    }
  }
  if (files.length === 0 && failed.length === 0)
    throw new DativoError("not_found", `there are no plans or states in ${paths.join(", ")}`, {
      hint: "write one with terraform show -json PLAN > plan.json",
    });
  return {
    files,
    skipped,
    failed,
    coverage: coverageOf(files.map(({ audit }) => audit.coverage)),
    passed: failed.length === 0 && files.every(({ audit }) => audit.passed),
    required: expectation.required.map(({ key }) => key),
    strict: expectation.strict,
  };
}

const neither = { message: "it is neither a plan nor a state of Terraform" };

/** Undefined for a file that is something else; broken JSON of a folder counts as that when nothing in it looks like Terraform's. */
async function auditFile(place: string, isNamed: boolean, expectation: TagExpectation, world: World): Promise<TagAudit | undefined> {
  const parsed = parseJsonFile(await world.files.readBytes(place));
  if (parsed.isJson) {
    const document = readPlanOrState(parsed.value);
    return document && withoutSecrets(auditTags(document, expectation));
  }
  if (isNamed || parsed.isTerraform) throw new DativoError("refused", parsed.problem, { hint: parsed.hint });
  return undefined;
}

/** What --expect says wins over what the job's own tags say; who manages a resource is the module's to say. */
function expectationOf(invocation: Invocation, metadata: Readonly<Record<string, string>>): TagExpectation {
  const given = new Map(listed(invocation, "expect").map(pairOf));
  const values = new Map([...Object.entries(metadata).filter(([key]) => key !== "managed_by"), ...given]);
  const optional = listed(invocation, "optional");
  const isOptional = new Set(optional.map(canonicalKey));
  const required = [...listed(invocation, "require"), ...[...given.keys()].filter((key) => !isOptional.has(canonicalKey(key)))];
  return expectTags(required, optional, values, invocation.options["strict"] === true);
}

function listed(invocation: Invocation, name: string): readonly string[] {
  const text = textOption(invocation, name);
  return text === undefined ? [] : text.split(",").map((one) => one.trim());
}

function pairOf(text: string): readonly [string, string] {
  const at = text.indexOf("=");
  if (at > 0) return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  throw new DativoError("refused", `--expect takes key=value pairs, not '${text}'`, { hint: "--expect team=data,cost_center=FIN-001" });
}

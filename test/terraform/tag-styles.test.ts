import * as fc from "fast-check";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Tag } from "../../src/spec/tags.ts";
import { renderTags } from "../../src/tags/render-tags.ts";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";

const modules = path.resolve(import.meta.dirname, "../../terraform/modules");

/** A module's file that spells tags, the local that holds them, and the renderer that spells them the same way. */
interface Spelling {
  readonly module: string;
  readonly file: string;
  readonly local: string;
  readonly target: string;
}

const spellings: readonly Spelling[] = [
  { module: "aws_fargate", file: "tags.tf", local: "tags", target: "aws" },
  { module: "aws_emr", file: "tags.tf", local: "tags", target: "aws" },
  { module: "azure_container_apps", file: "tags.tf", local: "azure_tags", target: "azure" },
  { module: "gcp_cloud_run", file: "labels.tf", local: "labels", target: "gcp" },
  { module: "gcp_gke", file: "labels.tf", local: "labels", target: "gcp" },
  { module: "gcp_gke", file: "labels.tf", local: "kubernetes_labels", target: "kubernetes" },
];

const folders: string[] = [];
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** What the module makes of many maps at once, in its own words and by the real terraform. It needs no provider for that. */
async function spelled({ module, file, local }: Spelling, maps: readonly object[]): Promise<readonly Readonly<Record<string, string>>[]> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-spelling-"));
  folders.push(folder);
  const one = path.join(folder, "one");
  cpSync(path.join(modules, module, file), path.join(one, file), { recursive: true });
  const names = ["job_metadata", "tags", "default_tags", "labels", "annotations"];
  const inner = {
    variable: Object.fromEntries(names.map((name) => [name, { type: "map(string)", default: {} }])),
    locals: { runtime: module, metadata: "${merge(var.tags, var.job_metadata)}" },
    output: { spelled: { value: `\${local.${local}}` } },
  };
  writeFileSync(path.join(one, "rest.tf.json"), JSON.stringify(inner));
  const outer = {
    variable: { maps: { type: "list(map(string))" } },
    module: { one: { source: "./one", count: "${length(var.maps)}", job_metadata: "${var.maps[count.index]}" } },
    output: { spelled: { value: "${module.one[*].spelled}" } },
  };
  writeFileSync(path.join(folder, "main.tf.json"), JSON.stringify(outer));
  writeFileSync(path.join(folder, "terraform.tfvars.json"), JSON.stringify({ maps }));
  for (const args of [["init"], ["apply", "-auto-approve"]]) {
    const { code, stderr } = await runTerraform(folder, args);
    if (code !== 0) throw new Error(stderr);
  }
  const { stdout } = await runTerraform(folder, ["output", "-json", "spelled"]);
  return JSON.parse(stdout) as readonly Readonly<Record<string, string>>[];
}

const tag = (namespace: Tag["namespace"], key: string, value: Tag["value"], written?: string): Tag => ({
  namespace,
  key,
  value,
  sources: [{ layer: "infrastructure", value, ...(written === undefined ? {} : { written }) }],
});

/** What every job has. */
const required: readonly Tag[] = [
  tag("identity", "job_name", "stripe-customers-etl"),
  tag("identity", "team", "data@acme.com"),
  tag("identity", "pipeline_type", "ingestion"),
  tag("identity", "environment", "prod"),
  tag("finops", "cost_center", "FIN-001"),
];
const usual: readonly Tag[] = [
  ...required,
  tag("classification", "contains_pii", true),
  tag("classification", "default", ["PII", "Financial"]),
  tag("finops", "business_tags", ["sales", "analytics"]),
  tag("governance", "retention_days", 365),
  tag("infrastructure", "s3_bucket", 's3://acme/raw, "quoted" ${x} %{y} ü'),
  tag("infrastructure", "criticality", "High", "Criticality"),
];
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,9}$/);
const hostile = fc
  .dictionary(
    fc.oneof(
      fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("_")),
      fc.string({ minLength: 1, maxLength: 20 }),
    ),
    fc.oneof(fc.string({ unit: "grapheme-ascii", maxLength: 80 }), fc.constantFrom("ü", "a\nb", "${x}", "x".repeat(300))),
    { maxKeys: 8 },
  )
  .map((extra) => [...required, ...Object.entries(extra).map(([key, value]) => tag("infrastructure", key, value))]);

describe.skipIf(terraformBinary() === undefined)("modules spell tags as the renderers do", { timeout: 60_000 }, () => {
  it.each(spellings)("$module: $target", async (spelling) => {
    const sets = [required, usual, ...fc.sample(hostile, { numRuns: 60, seed: 7 })];
    const found = await spelled(
      spelling,
      sets.map((tags) => renderTags(tags, "terraform").tags),
    );
    const constants = ["managedby", "dativoruntime"];
    const own = ([key]: readonly [string, string]): boolean =>
      !constants.some((name) =>
        key
          .toLowerCase()
          .replaceAll(/[^a-z]/g, "")
          .endsWith(name),
      );
    sets.forEach((tags, index) => {
      const expected = Object.fromEntries(Object.entries(renderTags(tags, spelling.target).tags).filter(own));
      const module = Object.fromEntries(Object.entries(found[index]!).filter(own));
      if (index < 2) expect(module).toEqual(expected);
      // Where a target allows less than a map can hold, the renderer mends or hashes a key; whatever both have, they have alike.
      for (const [key, value] of Object.entries(expected)) if (Object.hasOwn(module, key)) expect(module[key]).toBe(value);
      for (const { key } of required)
        expect(
          Object.keys(module).some((one) =>
            one
              .toLowerCase()
              .replaceAll(/[^a-z]/g, "")
              .endsWith(key.replaceAll("_", "")),
          ),
        ).toBe(true);
    });
  });
});

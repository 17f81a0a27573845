import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { toValue } from "../rewrite/modern-tree.ts";
import { parseYaml } from "../yaml.ts";
import { modernInfrastructure } from "./modern-infrastructure.ts";

function modern(text: string) {
  const { value } = parseYaml(text, "job.yaml").document;
  const result = modernInfrastructure(value, value);
  return { ...result, value: toValue(result.root, value) };
}
const block = (lines: string): string => `infrastructure:\n${lines.replaceAll(/^/gm, "  ")}\n`;

describe("one model for every spelling", () => {
  it("the canonical one stays as it is", () => {
    const text = block("provider: aws\nregion: us-east-1\nruntime: { type: aws_fargate, cpu: '1024' }\ntags: { job_name: x }");
    expect(modern(text)).toMatchObject({
      older: false,
      root: { kind: "keep" },
      value: { provider: "aws", runtime: { type: "aws_fargate" } },
    });
  });

  it("a tool as provider, platform, metadata", () => {
    const text = block(
      "provider: terraform\nterraform: { workspace: prod }\nruntime:\n  platform: emr\n  compute: { instance_count: 8 }\nmetadata:\n  tags: { CostCenter: x }\n  labels: { app: y }\n  annotations: { a/b: z }\n  variables: { spot: true }",
    );
    expect(modern(text)).toMatchObject({
      older: true,
      conflicts: [],
      repeats: [],
      value: {
        provisioner: "terraform",
        runtime: { type: "aws_emr", compute: { instance_count: 8 } },
        terraform: { workspace: "prod", variables: { spot: true } },
        tags: { CostCenter: "x" },
        labels: { app: "y" },
        annotations: { "a/b": "z" },
      },
    });
  });

  it("compute_type, memory_mb, vcpu, resource_refs, terraform_module, terraform_vars, and a runtime that is open", () => {
    const text = block(
      "provider: gcp\ncompute_type: cloud-run\nmemory_mb: 2048\nvcpu: 1.0\nruntime: { python: '3.11' }\nresource_refs: { service_name: s }\nterraform_module: modules/x\nterraform_vars: { a: 1 }",
    );
    expect(modern(text).value).toEqual({
      provider: "gcp",
      runtime: { type: "gcp_cloud_run", cpu: 1, memory: 2048, options: { python: "3.11" } },
      terraform: { module_source: "modules/x", variables: { a: 1 } },
      resource_identifiers: { service_name: "s" },
    });
  });

  it("module_source at the top, notes, and members that join those of the canonical place", () => {
    const text = block(
      "provider: aws\nmodule_source: m\ndeployment_notes: careful\nannotations: { a: b }\nmetadata: { annotations: { c: d } }",
    );
    expect(modern(text).value).toEqual({
      provider: "aws",
      terraform: { module_source: "m" },
      annotations: { a: "b", c: "d", deployment_notes: "careful" },
    });
  });

  it.each([
    ["platform: fargate", "aws_fargate"],
    ["platform: ecs", "aws_ecs_ec2"],
    ["platform: ecs\ncompute: { instance_type: fargate }", "aws_fargate"],
    ["platform: kubernetes", "kubernetes"],
    ["platform: gke", "gcp_gke"],
    ["platform: dataproc", "gcp_dataproc"],
    ["platform: databricks", "databricks"],
    ["platform: spark", "spark"],
    ["platform: ray", "ray"],
    ["platform: dask", "dask"],
  ])("%s", (lines, type) => {
    expect(modern(block(`runtime:\n${lines.replaceAll(/^/gm, "  ")}`)).value).toMatchObject({ runtime: { type } });
  });
});

describe("two spellings of one fact", () => {
  it("that agree are a repeat", () => {
    const { conflicts, repeats } = modern(block("memory_mb: 2048\nruntime: { memory: 2048 }\ncompute_type: fargate"));
    expect(conflicts).toEqual([]);
    expect(repeats).toMatchObject([
      {
        path: ["infrastructure", "memory_mb"],
        message: "'infrastructure.runtime.memory' and 'infrastructure.memory_mb' say the same thing",
      },
    ]);
  });

  it("that differ are a conflict, tag by tag too", () => {
    const { conflicts } = modern(
      block("runtime: { type: aws_emr, platform: gke }\ntags: { Team: a, Same: s }\nmetadata: { tags: { Team: b, Same: s } }"),
    );
    expect(conflicts.map((one) => one.path.join("."))).toEqual(["infrastructure.runtime.platform", "infrastructure.metadata.tags.Team"]);
  });
});

test("a runtime that a variable names keeps the variable", () => {
  const written = { infrastructure: { runtime: { platform: "${CLOUD_PLATFORM}" } } };
  const { root } = modernInfrastructure({ infrastructure: { runtime: { platform: "emr" } } }, written);
  expect(toValue(root, written)).toEqual({ runtime: { type: "${CLOUD_PLATFORM}" } });
});

test("bringing a block into the canonical spelling twice changes nothing, and no fact is lost", () => {
  const word = fc.stringMatching(/^[a-z]{1,6}$/);
  const map = fc.dictionary(word, word, { maxKeys: 3 });
  const older = fc.record(
    {
      provider: fc.constantFrom("terraform", "pulumi", "aws", "gcp"),
      metadata: fc.record({ tags: map, labels: map, annotations: map, variables: map }, { requiredKeys: [] }),
      runtime: fc.record({ platform: fc.constantFrom("emr", "gke", "ray"), namespace: word, compute: map }, { requiredKeys: [] }),
      tags: map,
      resource_refs: map,
      module_source: word,
      outputs: map,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(older, (infrastructure) => {
      const job = { infrastructure };
      const first = modernInfrastructure(job, job);
      const value = toValue(first.root, job);
      const again = { infrastructure: value };
      const second = modernInfrastructure(again, again);
      expect(second).toMatchObject({ older: false, conflicts: [], repeats: [] });
      expect(toValue(second.root, again)).toEqual(value);
      const leaves = (one: unknown): string[] =>
        typeof one === "object" && one !== null ? Object.values(one).flatMap(leaves) : [String(one)];
      if (first.conflicts.length > 0 || first.repeats.length > 0) return;
      const renamed = (text: string): string => ({ emr: "aws_emr", gke: "gcp_gke" })[text] ?? text;
      expect(leaves(value).map(renamed).toSorted()).toEqual(leaves(infrastructure).map(renamed).toSorted());
    }),
  );
});

import { waitsWithin } from "../kit/waiting-path.ts";
import type { Infrastructure, JsonValue, Runtime } from "../spec/infrastructure.ts";
import type { InputPath, ModuleInput, ProvisionJob } from "../spec/provision.ts";
import { tagPath } from "./check-values.ts";

/**
 * What a job says of itself, under every name by which modules are known to ask for it. Only facts that the job has; tags and
 * identifiers that still wait for an output are left out. `loose` is what `terraform.variables` says. Pure.
 */
export function jobFacts(job: ProvisionJob, loose: Readonly<Record<string, JsonValue>>): Required<ModuleInput>[] {
  const { infrastructure, metadata, default_tags } = job;
  const { provider, region, runtime, terraform, labels, annotations, tags } = infrastructure;
  const known = Object.entries(infrastructure.resource_identifiers).filter(
    ([key]) => !waitsWithin(job.waits, ["resource_identifiers", key]),
  );
  const identifiers = texts(Object.fromEntries(known));
  const facts: readonly (readonly [names: readonly string[], value: JsonValue | undefined, path: InputPath])[] = [
    [["job_metadata", "tags"], metadata, ["tags"]],
    [["default_tags"], default_tags, []],
    [["metadata_tags"], texts(tags), ["tags"]],
    [["region", "location"], region, ["region"]],
    [["runtime_type"], runtime.type, ["runtime", "type"]],
    [["tenant_id"], job.tenant_id, []],
    [["environment"], job.environment, []],
    [["job_name"], metadata["job_name"] ?? job.name, tagPath("job_name", job)],
    [["labels"], texts(labels), ["labels"]],
    [["annotations"], texts(annotations), ["annotations"]],
    [["variables"], loose, ["terraform", "variables"]],
    [["infrastructure_provider"], provider, ["provider"]],
    [["infrastructure_compute_type"], computeType(runtime), ["runtime", "type"]],
    [["infrastructure_memory_mb"], memoryInMebibytes(runtime), ["runtime", "memory"]],
    [["infrastructure_vcpu"], processors(infrastructure), ["runtime", "cpu"]],
    [["terraform_module"], terraform.module_source, ["terraform", "module_source"]],
    [["resource_refs", "resource_identifiers"], identifiers, ["resource_identifiers"]],
  ];
  return facts.flatMap(([names, value, path]) => (value === undefined ? [] : names.map((name) => ({ name, value, path }))));
}

/** Modules declare such maps as map(string). */
function texts(values: Readonly<Record<string, JsonValue>>): Readonly<Record<string, JsonValue>> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      typeof value === "object" && value !== null ? JSON.stringify(value) : String(value),
    ]),
  );
}

/** `fargate` for `aws_fargate`: the words of the older spelling. */
function computeType({ type }: Runtime): string | undefined {
  return type?.replace(/^(?:aws|gcp|azure)_(?:ecs_)?/, "").replaceAll("_", "-");
}

/** `2Gi`, `512Mi` and bare numbers (MiB) as MiB. */
function memoryInMebibytes({ memory }: Runtime): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*(Ki|Mi|Gi|Ti|M|MB|MiB|G|GB|GiB)?$/i.exec(String(memory ?? ""));
  if (!parts) return undefined;
  const unit = (parts[2] ?? "m").charAt(0).toLowerCase();
  return Number(parts[1]) * { k: 1 / 1024, m: 1, g: 1024, t: 1024 * 1024 }[unit as "k" | "m" | "g" | "t"];
}

/** CPUs: ECS counts 1024 units to one, Kubernetes 1000 millicores. */
function processors({ runtime: { cpu, type } }: Infrastructure): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*(m|vcpus?)?$/i.exec(String(cpu ?? ""));
  if (!parts) return undefined;
  const amount = Number(parts[1]);
  if (parts[2]?.toLowerCase() === "m") return amount / 1000;
  const inUnits = parts[2] === undefined && (type === "aws_fargate" || type === "aws_ecs_ec2") && amount >= 128;
  return inUnits ? amount / 1024 : amount;
}

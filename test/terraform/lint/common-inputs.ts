import type { ModuleText } from "../../../scripts/generate/read-module.ts";
import type { Finding } from "./finding.ts";

interface Input {
  readonly types: readonly string[];
  /** `either`: some modules can do without. */
  readonly required?: true | "either";
  /** Which modules have it; all when left out. */
  readonly in?: (module: string) => boolean;
}

const inContainers = (module: string): boolean => module !== "aws_emr";
const onGoogle = (module: string): boolean => module.startsWith("gcp_");
const onAzure = (module: string): boolean => module.startsWith("azure_");

/** Inputs that have one name and one meaning in every module. */
const commonInputs: Readonly<Record<string, Input>> = {
  job_metadata: { types: ["map(string)"] },
  tags: { types: ["map(string)"] },
  default_tags: { types: ["map(string)"] },
  name_prefix: { types: ["string"] },
  runtime_type: { types: ["string"] },
  log_retention_days: { types: ["number"] },
  region: { types: ["string"], required: "either" },
  project_id: { types: ["string"], required: "either", in: onGoogle },
  container_image: { types: ["string"], in: inContainers },
  command: { types: ["list(string)"], in: inContainers },
  args: { types: ["list(string)"], in: inContainers },
  cpu: { types: ["string", "number", "any"], in: inContainers },
  memory: { types: ["string", "number", "any"], in: inContainers },
  environment_variables: { types: ["map(string)"], in: inContainers },
  secrets: { types: ["map(string)"], in: inContainers },
  schedule: { types: ["string"], in: inContainers },
  schedule_timezone: { types: ["string"], in: (module) => inContainers(module) && !onAzure(module) },
  schedule_enabled: { types: ["bool"], in: inContainers },
  timeout_seconds: { types: ["number"], in: inContainers },
  max_retries: { types: ["number"], in: inContainers },
};

/** Common inputs that a module lacks, types otherwise, requires, or leaves optional against the convention. */
export function findInputOffences(place: string, name: string, { variables }: ModuleText): readonly Finding[] {
  const given = new Map(variables.map((variable) => [variable.name, variable]));
  return Object.entries(commonInputs).flatMap(([input, rule]): Finding[] => {
    if (rule.in?.(name) === false) return [];
    const variable = given.get(input);
    if (!variable) return [{ place, problem: `has no variable ${input}` }];
    return [
      ...(rule.types.includes(variable.type ?? "any")
        ? []
        : [{ place, problem: `${input} must be a ${rule.types[0]}, not ${variable.type}` }]),
      ...(rule.required === "either" || variable.required === (rule.required ?? false)
        ? []
        : [{ place, problem: `${input} must ${rule.required ? "" : "not "}be required` }]),
    ];
  });
}

import type { ModuleInput } from "../spec/provision.ts";
import type { TerraformDiagnostic } from "./terraform-diagnostic.ts";
import type { JobProblem } from "./job-problem.ts";

const generated = /(?:^|\/)(?:main\.tf(?:\.json)?|dativo\.auto\.tfvars(?:\.json)?)$/;

/**
 * Terraform's errors that come from what the job says, at the path in the job that says it; the rest as they are. An error
 * comes from the job when it stands in a generated file or speaks of a variable of the root module.
 */
export function jobProblems(
  diagnostics: readonly TerraformDiagnostic[],
  inputs: readonly ModuleInput[],
): { readonly ofJob: readonly JobProblem[]; readonly others: readonly TerraformDiagnostic[] } {
  const ofJob: JobProblem[] = [];
  const others: TerraformDiagnostic[] = [];
  for (const one of diagnostics) {
    const input = one.severity === "error" ? inputOf(one, inputs) : undefined;
    if (!input) others.push(one);
    else ofJob.push({ path: input.path, code: "terraform-refused", message: messageOf(one, input), hint: hintOf(one, input) });
  }
  return { ofJob, others };
}

function inputOf({ summary, detail = "", range, snippet }: TerraformDiagnostic, inputs: readonly ModuleInput[]): ModuleInput | undefined {
  const named = (name: string | undefined): ModuleInput | undefined => inputs.find((one) => one.name === name);
  const speaksOf = `${summary}\n${detail}`;
  const inGenerated = range !== undefined && generated.test(range.filename) && !range.filename.includes("terraform/");
  if (inGenerated) {
    const byLine = /^\s*"?([\w-]+)"?\s*[:=]/m.exec(snippet?.code ?? "")?.[1];
    const found =
      named(byLine) ??
      named(/\bvar\.([\w-]+)/.exec(snippet?.code ?? "")?.[1]) ??
      named(/\bvariable[ .]"?([\w-]+)/.exec(snippet?.context ?? "")?.[1]);
    if (found) return found;
  }
  const spoken = /\bvar\.([\w-]+)/.exec(speaksOf)?.[1] ?? /(?:input variable|variable) "([\w-]+)"/.exec(speaksOf)?.[1];
  return /variable|value/i.test(summary) ? named(spoken) : undefined;
}

function messageOf({ summary, detail = "" }: TerraformDiagnostic, { name }: ModuleInput): string {
  const said = detail
    .replace(/\n*This was checked by the validation rule at [^]*$/, "")
    .replace(/\s+/g, " ")
    .trim();
  return `the module's variable '${name}': ${said === "" ? summary : said}`;
}

function hintOf({ detail = "" }: TerraformDiagnostic, { name, value }: ModuleInput): string {
  const rule = /validation rule at (\S+?)\.?$/m.exec(detail)?.[1];
  if (value === undefined) return `the value is TF_VAR_${name} of the environment`;
  return rule === undefined ? `change it, or write infrastructure.terraform.variables.${name}` : `the rule is at ${rule}`;
}

import type { CommandDefinition, OptionDefinition } from "./command.ts";
import { json, terraformOutputs } from "./common-options.ts";

const job = { name: "<job>", description: "the job file" };
const workingFolder: OptionDefinition = {
  flags: "--out <folder>",
  description: "the working folder (default: one of the job's own below the state folder)",
};
const terraformProgram: OptionDefinition = {
  flags: "--terraform <program>",
  description: "the Terraform or OpenTofu to use (default: DATIVO_TERRAFORM, else on the PATH)",
};
const lockTimeout: OptionDefinition = {
  flags: "--lock-timeout <duration>",
  description: "how long to wait for a lock on the state: 30s, 5m (default: 0s)",
};

/** The commands about what a job runs on. Light on purpose, as the others. */
export const infraCommands: readonly CommandDefinition[] = [
  {
    path: "infra show",
    summary: "a job's infrastructure in the canonical spelling, each line with the place it came from",
    arguments: [{ name: "<job>", description: "the job file" }],
    options: [json],
    examples: ["dativo infra show jobs/acme/stripe_customers.yaml"],
    load: () => import("./infra-show.ts"),
  },
  {
    path: "infra list",
    summary: "the job files whose infrastructure `infra plan` can plan, one a line",
    description:
      "Leaves out jobs without the block, those whose resources another tool or a person makes, and those for whose runtime there is no Terraform module. Exit code 2 when a job cannot be read; the others are listed all the same.",
    arguments: [{ name: "[paths...]", description: "files, folders or globs (default: jobs/)" }],
    examples: ["dativo infra list", 'dativo infra list jobs/acme | while read -r job; do dativo infra plan "$job" < /dev/null; done'],
    load: () => import("./infra-list.ts"),
  },
  {
    path: "infra generate",
    summary: "write the Terraform root module of a job: the same job gives the same bytes",
    arguments: [job],
    options: [
      { flags: "--format <format>", description: "syntax of what is written (default: as before, else json)", choices: ["json", "hcl"] },
      {
        flags: "--tfvars <file>",
        description: "write only the values, for the root module that is in the file's folder; HCL, or JSON when the name ends so",
      },
      { flags: "--force", description: "with --tfvars: overwrite a file that Dativo did not write" },
      workingFolder,
      terraformProgram,
    ],
    examples: [
      "dativo infra generate jobs/acme/stripe_customers.yaml",
      "dativo infra generate jobs/acme/stripe_customers.yaml --tfvars terraform/aws/emr-dativo/dativo.auto.tfvars",
    ],
    load: () => import("./infra-generate.ts"),
  },
  {
    path: "infra plan",
    summary: "save a plan of a job's infrastructure, say what it would do, audit its tags",
    description:
      "Generates the root module, has Terraform or OpenTofu plan it, and keeps plan.tfplan and plan.json in the working folder. Exit codes: 0, or 2 when there is no plan or a taggable resource lacks a required tag.",
    arguments: [job],
    options: [
      { flags: "--adopt", description: "take over a state that was made by another job, or by none of Dativo's" },
      lockTimeout,
      workingFolder,
      terraformProgram,
      json,
    ],
    examples: ["dativo infra plan jobs/acme/stripe_customers.yaml", "dativo infra plan jobs/acme/stripe_customers.yaml --lock-timeout 5m"],
    load: () => import("./infra-plan.ts"),
  },
  {
    path: "infra apply",
    summary: "apply the plan that was saved, if nothing has changed since; keep the outputs; audit the state",
    arguments: [job],
    options: [
      { flags: "--include-sensitive", description: "keep sensitive outputs too, in a file that only its owner can read" },
      { flags: "--allow-untagged", description: "apply also a plan that failed the audit of its tags" },
      lockTimeout,
      workingFolder,
      terraformProgram,
      json,
    ],
    examples: ["dativo infra plan jobs/acme/stripe_customers.yaml && dativo infra apply jobs/acme/stripe_customers.yaml"],
    load: () => import("./infra-apply.ts"),
  },
  {
    path: "infra outputs",
    summary: "a job's outputs, and whether those that it expects are there",
    description:
      "Reads what --terraform-outputs names, else the job's terraform.outputs_file, else what `infra apply` kept: Terraform's, CloudFormation's or Pulumi's JSON. Exit code 2 when an expected output is missing, null or sensitive.",
    arguments: [job],
    options: [
      terraformOutputs,
      { flags: "--live", description: "ask Terraform's state in place of a file" },
      workingFolder,
      terraformProgram,
      json,
    ],
    examples: [
      "dativo infra outputs jobs/acme/stripe_customers.yaml",
      "dativo infra outputs jobs/acme/stripe_customers.yaml --live --json",
    ],
    load: () => import("./infra-outputs.ts"),
  },
  {
    path: "infra drift",
    summary: "what a job declares, what Terraform knows and what is there, tag by tag; no resource and no state is changed",
    arguments: [job],
    options: [lockTimeout, workingFolder, terraformProgram, json],
    examples: ["dativo infra drift jobs/acme/stripe_customers.yaml   # exit 2 when anything differs"],
    load: () => import("./infra-drift.ts"),
  },
  {
    path: "infra destroy",
    summary: "destroy what a job's infrastructure holds; the state's file stays",
    arguments: [job],
    options: [
      { flags: "--yes", description: "do it; without this it only says what would go" },
      { flags: "--adopt", description: "also where the state was made by another job" },
      lockTimeout,
      workingFolder,
      terraformProgram,
      json,
    ],
    examples: ["dativo infra destroy jobs/acme/stripe_customers.yaml", "dativo infra destroy jobs/acme/stripe_customers.yaml --yes"],
    load: () => import("./infra-destroy.ts"),
  },
  {
    path: "infra audit",
    summary: "hold every resource of Terraform plans and states against the tags it has to carry",
    description:
      "Reads what `terraform show -json` (or `tofu show -json`) prints of a plan or a state, and state files. Exit codes: 0 when every taggable resource carries the required tags, 2 when one does not, or a file cannot be read.",
    arguments: [{ name: "[paths...]", description: "plans and states, folders of them, or globs (default with --job: its own last plan)" }],
    options: [
      {
        flags: "--require <keys>",
        description: "the tags that every taggable resource must carry, separated by commas",
        default: "job_name,team,pipeline_type,environment,cost_center",
      },
      { flags: "--optional <keys>", description: "tags that are reported when they are missing, and nothing more" },
      { flags: "--expect <pairs>", description: "values that tags must have, as key=value, separated by commas" },
      { flags: "--job <job>", description: "the job whose tags give the values that are expected" },
      { flags: "--strict", description: "a value that is known only after apply does not count as covered" },
      {
        flags: "--format <format>",
        description: "how the audit is printed",
        choices: ["text", "json", "sarif", "junit", "markdown"],
        default: "text",
      },
    ],
    examples: [
      "dativo infra audit plan.json",
      "dativo infra audit plans/ --require team,cost_center --format markdown   # a comment for the pull request",
      "dativo infra audit --job jobs/acme/orders.yaml   # the plan that `infra plan` saved",
      "dativo infra audit terraform.tfstate --expect environment=prod,cost_center=FIN-001",
    ],
    load: () => import("./infra-audit.ts"),
  },
];

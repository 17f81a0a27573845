import { tagTargets } from "../spec/tags.ts";
import type { CommandDefinition, OptionDefinition } from "./command.ts";
import { json, terraformOutputs } from "./common-options.ts";
import { infraCommands } from "./infra-commands.ts";

const config: OptionDefinition = { flags: "-c, --config <job>", description: "the job file", required: true };
const format: OptionDefinition = {
  flags: "--format <format>",
  description: "how problems are printed",
  choices: ["text", "json", "github", "sarif"],
  default: "text",
};
const snapshot: OptionDefinition = { flags: "--snapshot <id>", description: "look at the table as it was at this snapshot" };
const includeSensitive: OptionDefinition = {
  flags: "--include-sensitive",
  description: "use sensitive outputs too; they are never printed",
};
const limit = (what: string, preset?: string): OptionDefinition => ({
  flags: "-n, --limit <rows>",
  description: what,
  ...(preset ? { default: preset } : {}),
});

/** Every command of Dativo, in the order of the help. Light on purpose: nothing here imports an implementation. */
export const commands: readonly CommandDefinition[] = [
  {
    path: "init",
    summary: "make a new project with a job that runs",
    arguments: [{ name: "[folder]", description: "where to make it (default: here)" }],
    options: [{ flags: "--force", description: "overwrite files that exist" }],
    examples: ["dativo init my-project", "dativo init && dativo run --config jobs/demo/orders.yaml"],
    load: () => import("./init.ts"),
  },
  {
    path: "validate",
    summary: "check jobs, contracts, connectors and policy; nothing is read or written but those files",
    arguments: [{ name: "[paths...]", description: "files, folders or globs (default: jobs/)" }],
    options: [format],
    examples: ["dativo validate", "dativo validate jobs/acme/*.yaml", "dativo validate --format github   # annotations in a pull request"],
    load: () => import("./validate.ts"),
  },
  {
    path: "schema",
    summary: "print the JSON Schema of a kind of file, for editors",
    arguments: [{ name: "<kind>", description: "job, contract, connector, policy or project" }],
    examples: ["dativo schema job > job.schema.json"],
    load: () => import("./schema.ts"),
  },
  {
    path: "contract lint",
    summary: "check contracts against the official ODCS schema and against what Dativo can enforce",
    arguments: [{ name: "<paths...>", description: "contract files, folders or globs" }],
    options: [format],
    examples: ["dativo contract lint assets/"],
    load: () => import("./contract-lint.ts"),
  },
  {
    path: "contract migrate",
    summary: "rewrite an older contract as valid ODCS, comments kept",
    arguments: [{ name: "<paths...>", description: "contract files, folders or globs" }],
    options: [
      { flags: "--check", description: "write nothing; exit 1 when a file would change" },
      { flags: "--diff", description: "write nothing; show what would change" },
    ],
    examples: ["dativo contract migrate assets/stripe/v1.0/customers.yaml", "dativo contract migrate assets/ --check   # in CI"],
    load: () => import("./contract-migrate.ts"),
  },
  {
    path: "contract diff",
    summary: "name what changed between two versions of a contract, breaking changes first",
    arguments: [
      { name: "<old>", description: "the earlier contract" },
      { name: "<new>", description: "the later contract" },
    ],
    options: [json],
    examples: ["dativo contract diff v1.0/orders.yaml v1.1/orders.yaml   # exit 1 when a change breaks readers"],
    load: () => import("./contract-diff.ts"),
  },
  {
    path: "discover",
    summary: "look at a source: its objects, columns and types; write the contract",
    arguments: [{ name: "[path]", description: "a data file, in place of --config" }],
    options: [
      { flags: "-c, --config <job>", description: "the job whose source is looked at" },
      { flags: "--connector <name>", description: "the connector that reads the path (default: by its ending)" },
      { flags: "--write <file>", description: "write the contract of the one object found to this file" },
      { flags: "--object <name>", description: "only this object" },
      { flags: "--force", description: "overwrite the contract file when it exists" },
      json,
    ],
    examples: ["dativo discover data/orders.csv", "dativo discover data/orders.csv --write assets/csv/v1.0/orders.yaml"],
    load: () => import("./discover.ts"),
  },
  {
    path: "check",
    summary: "really look: the source opens, the target can be written",
    options: [config, terraformOutputs, includeSensitive, json],
    examples: ["dativo check --config jobs/acme/orders.yaml"],
    load: () => import("./check.ts"),
  },
  {
    path: "run",
    summary: "run a job, or every job of a folder",
    description:
      "Extract, validate against the contract, write, commit. Exit codes: 0 success, 1 partial (rows in quarantine, or some jobs failed), 2 failure.",
    options: [
      { flags: "-c, --config <job>", description: "the job file" },
      { flags: "--job-dir <folder>", description: "run every job below this folder, in order of their paths" },
      {
        flags: "--mode <mode>",
        description: "where it runs; cloud goes with --validate-only",
        choices: ["self_hosted", "cloud"],
        default: "self_hosted",
      },
      { flags: "--validate-only", description: "extract and judge the data, land nothing; in mode cloud check the files alone" },
      terraformOutputs,
      includeSensitive,
      { flags: "--full-refresh", description: "forget the cursor and replace the table" },
      limit("load at most this many rows and leave the cursor where it is; refused where they would replace a table"),
      { flags: "--wait <seconds>", description: "how long to wait for another run of the same job", default: "0" },
      json,
    ],
    examples: [
      "dativo run --config jobs/acme/orders.yaml",
      "dativo run --job-dir jobs/acme",
      "dativo run --config jobs/acme/orders.yaml --validate-only",
    ],
    load: () => import("./run.ts"),
  },
  {
    path: "runs",
    summary: "the history of runs, or the record of one",
    arguments: [{ name: "[run]", description: "a run id (or its beginning)" }],
    options: [{ flags: "--job <name>", description: "only runs of this job" }, limit("show this many", "20"), json],
    examples: ["dativo runs", "dativo runs --job orders --limit 5", "dativo runs 3f9a"],
    load: () => import("./runs.ts"),
  },
  {
    path: "table show",
    summary: "a look into the job's table: schema, partitioning, properties",
    options: [config, snapshot, json],
    examples: ["dativo table show --config jobs/acme/orders.yaml"],
    load: () => import("./table-show.ts"),
  },
  {
    path: "table rows",
    summary: "rows of the job's table",
    options: [
      config,
      snapshot,
      limit("show this many", "20"),
      { flags: "--columns <names>", description: "only these columns, separated by commas" },
      json,
    ],
    examples: [
      "dativo table rows --config jobs/acme/orders.yaml --limit 5",
      "dativo table rows --config jobs/acme/orders.yaml --snapshot 8412345678901234567",
    ],
    load: () => import("./table-rows.ts"),
  },
  {
    path: "table history",
    summary: "the snapshots of the job's table",
    options: [config, json],
    examples: ["dativo table history --config jobs/acme/orders.yaml"],
    load: () => import("./table-history.ts"),
  },
  {
    path: "quarantine show",
    summary: "rows that did not pass, with rule, reason and place",
    options: [config, limit("show this many", "20"), { flags: "--rule <id>", description: "only rows that broke this rule first" }, json],
    examples: [
      "dativo quarantine show --config jobs/acme/orders.yaml",
      "dativo quarantine show --config jobs/acme/orders.yaml --json --limit 100000 > bad.json",
    ],
    load: () => import("./quarantine-show.ts"),
  },
  {
    path: "quarantine replay",
    summary: "judge quarantined rows again and load those that pass now, exactly once",
    description:
      "Rows are judged as they are, after the contract was mended; or as given with --from: the JSON of `quarantine show --json`, with `raw_record` mended.",
    options: [config, { flags: "--from <file>", description: "mended rows: JSON or NDJSON with quarantine_id and raw_record" }, json],
    examples: [
      "dativo quarantine replay --config jobs/acme/orders.yaml",
      "dativo quarantine replay --config jobs/acme/orders.yaml --from mended.json",
    ],
    load: () => import("./quarantine-replay.ts"),
  },
  {
    path: "tags explain",
    summary: "every tag of a job: its value, who set it, what it overrode",
    arguments: [
      { name: "<job>", description: "the job file" },
      { name: "[key]", description: "only this tag" },
    ],
    options: [json],
    examples: ["dativo tags explain jobs/acme/orders.yaml", "dativo tags explain jobs/acme/orders.yaml cost_center"],
    load: () => import("./tags-explain.ts"),
  },
  {
    path: "tags render",
    summary: "a job's tags in the style of a target, and what the style changed",
    arguments: [{ name: "<job>", description: "the job file" }],
    options: [
      { flags: "--target <target>", description: "whose style", choices: tagTargets, required: true },
      { flags: "--budget <count>", description: "at most this many tags: what matters least is dropped, and named" },
      json,
    ],
    examples: [
      "dativo tags render jobs/acme/orders.yaml --target iceberg",
      "dativo tags render jobs/acme/orders.yaml --target aws --budget 10   # for S3 objects",
      "export TF_VAR_job_metadata=$(dativo tags render jobs/acme/orders.yaml --target terraform)",
    ],
    load: () => import("./tags-render.ts"),
  },
  ...infraCommands,
  {
    path: "jobs render",
    summary: "fill a job's Terraform placeholders in, everything else as it was",
    options: [config, terraformOutputs, includeSensitive, { flags: "--out <file>", description: "where to write it (default: print it)" }],
    examples: ["dativo jobs render --config jobs/acme/orders.yaml --terraform-outputs outputs.json --out rendered.yaml"],
    load: () => import("./jobs-render.ts"),
  },
  {
    path: "migrate",
    summary: "rewrite jobs whose infrastructure block is in an older spelling, comments kept",
    arguments: [{ name: "<paths...>", description: "job files, folders or globs" }],
    options: [
      { flags: "--check", description: "write nothing; exit 1 when a file would change" },
      { flags: "--diff", description: "write nothing; show what would change" },
    ],
    examples: ["dativo migrate jobs/acme/postgres_orders.yaml", "dativo migrate jobs/ --check   # in CI"],
    load: () => import("./migrate.ts"),
  },
  {
    path: "ci init",
    summary: "write workflows for a CI system: validate, plan and audit, apply, render and run",
    options: [
      { flags: "--github", description: "GitHub Actions: .github/workflows/" },
      { flags: "--gitlab", description: "GitLab CI: .gitlab/dativo.yml" },
      { flags: "--azure-devops", description: "Azure Pipelines: azure-pipelines/" },
      { flags: "--force", description: "overwrite files that exist" },
    ],
    examples: ["dativo ci init --github"],
    load: () => import("./ci-init.ts"),
  },
  {
    path: "completion",
    summary: "print the completion script of a shell",
    arguments: [{ name: "<shell>", description: "bash, zsh or fish" }],
    examples: ["source <(dativo completion bash)", "dativo completion fish > ~/.config/fish/completions/dativo.fish"],
    load: () => import("./completion.ts"),
  },
  {
    path: "version",
    summary: "the versions of Dativo, Node and the engine",
    options: [json],
    examples: ["dativo version"],
    load: () => import("./version.ts"),
  },
];

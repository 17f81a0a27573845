/**
 * `npm run demo [-- FOLDER]`: walks through a whole job on real data with the real command line, in a copy of
 * examples/birdstrikes (by default in a temporary folder, which stays). Exit code 0 when every command ended as announced.
 */
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { build } from "./build.ts";
import { terraformBinary, withoutTerraform } from "../test/provider-double/run-terraform.ts";
import { startProviders } from "../test/provider-double/start-providers.ts";
import { root } from "./steps.ts";

const job = "jobs/faa/birdstrikes.yaml";
const reports = path.join(root, "node_modules/vega-datasets/data/birdstrikes.csv");

interface Scene {
  readonly says: string;
  /** What happens before the command: new data arrives. */
  readonly before?: (folder: string) => void;
  readonly command: readonly string[];
  readonly exitCode: number;
}

const scenes: readonly Scene[] = [
  { says: "Is the job well written? Nothing is read but the YAML files.", command: ["validate"], exitCode: 0 },
  { says: "Who set the tag cost_center?", command: ["tags", "explain", job, "cost_center"], exitCode: 0 },
  {
    says: "The first 8,000 reports arrive. Good rows land, bad rows go to quarantine: exit code 1.",
    before: (folder) => deliver(folder, "birdstrikes-first.csv", 0, 8000),
    command: ["run", "--config", job],
    exitCode: 1,
  },
  { says: "What landed.", command: ["table", "show", "--config", job], exitCode: 0 },
  {
    says: "Some rows of it.",
    command: ["table", "rows", "--config", job, "--limit", "5", "--columns", "flight_date,airport,wildlife_species,damage,cost_total"],
    exitCode: 0,
  },
  { says: "What did not pass, and why.", command: ["quarantine", "show", "--config", job, "--limit", "3"], exitCode: 0 },
  { says: "Once more: nothing new, nothing doubled.", command: ["run", "--config", job], exitCode: 0 },
  {
    says: "The other 2,000 reports arrive: only those are loaded.",
    before: (folder) => deliver(folder, "birdstrikes-second.csv", 8000, Number.POSITIVE_INFINITY),
    command: ["run", "--config", job],
    exitCode: 1,
  },
  { says: "The table's history.", command: ["table", "history", "--config", job], exitCode: 0 },
  { says: "The record of the runs.", command: ["runs"], exitCode: 0 },
];

/** Puts some of the reports into the data folder as a file of its own, header included. No field of this file spans lines. */
function deliver(folder: string, name: string, from: number, to: number): void {
  const [header = "", ...rows] = readFileSync(reports, "utf8").trimEnd().split(/\r?\n/);
  mkdirSync(path.join(folder, "data"), { recursive: true });
  writeFileSync(path.join(folder, "data", name), [header, ...rows.slice(from, to), ""].join("\n"));
}

/** What the same job runs on. Terraform talks to a double of the AWS provider, made of the provider's own schemas: no cloud, no account. */
const infrastructure: readonly Scene[] = [
  { says: "What the job runs on, and where each line was written.", command: ["infra", "show", job], exitCode: 0 },
  { says: "Its tags as Terraform modules take them.", command: ["tags", "render", job, "--target", "terraform"], exitCode: 0 },
  { says: "The Terraform of the job: same job, same bytes.", command: ["infra", "generate", job], exitCode: 0 },
  {
    says: "A saved plan, and the proof that every taggable resource carries the job's tags.",
    command: ["infra", "plan", job],
    exitCode: 0,
  },
  { says: "That very plan is applied.", command: ["infra", "apply", job], exitCode: 0 },
  {
    says: "Resource by resource: what carries the tags, what cannot, and why.",
    command: ["infra", "audit", ".dativo/terraform"],
    exitCode: 0,
  },
];

async function main(given: string | undefined): Promise<number> {
  if ((await build()) !== 0) return 1;
  const folder = given ? path.resolve(given) : mkdtempSync(path.join(os.tmpdir(), "dativo-demo-"));
  cpSync(path.join(root, "examples", "birdstrikes"), folder, { recursive: true });
  const surprises: string[] = [];
  for (const scene of scenes) surprises.push(...(await play(scene, folder, {})));
  surprises.push(...(await playInfrastructure(folder)));
  console.log(`\nThe project is in ${folder}: jobs/, assets/ and data/ are what a user writes, warehouse/ is the Iceberg table.`);
  for (const surprise of surprises) console.error(`demo: ${surprise}`);
  return surprises.length === 0 ? 0 : 1;
}

async function playInfrastructure(folder: string): Promise<readonly string[]> {
  if (terraformBinary() === undefined) {
    console.log(`\n# The second half, the job's infrastructure, is left out: ${withoutTerraform}.`);
    return [];
  }
  console.log(
    "\n# The second half: what the job runs on. Terraform is the real one; what it talks to is a stand-in for AWS, made of the AWS provider's\n" +
      "# own schemas. Nothing is created anywhere, and no account is needed.",
  );
  const providers = await startProviders({ aws: "6.45.0" });
  const surprises: string[] = [];
  for (const scene of infrastructure) surprises.push(...(await play(scene, folder, { ...providers.env, TF_CLI_CONFIG_FILE: undefined })));
  await providers.stop();
  return surprises;
}

/** Waits without blocking: the providers that a command's Terraform talks to are in this process. */
async function play(
  { says, before, command, exitCode }: Scene,
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<readonly string[]> {
  before?.(folder);
  console.log(`\n# ${says}\n$ dativo ${command.join(" ")}`);
  const child = spawn(process.execPath, [path.join(root, "dist/bin/dativo.cjs"), ...command], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const status = await new Promise((resolve, reject) => child.on("close", (code, signal) => resolve(code ?? signal)).on("error", reject));
  return status === exitCode ? [] : [`\`dativo ${command.join(" ")}\` ended with ${String(status)}, expected ${exitCode}`];
}

process.exitCode = await main(process.argv[2]);

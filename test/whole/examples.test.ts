import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const examples = path.join(root, "examples");
const main = path.join(root, "src/cli/main.ts");
/** `DATIVO_UPDATE_EXPECTED=1 vitest run test/whole/examples.test.ts` writes the transcripts anew; read the difference before committing it. */
const update = process.env["DATIVO_UPDATE_EXPECTED"] === "1";
const made: string[] = [];
afterAll(() => made.forEach((folder) => rmSync(folder, { recursive: true, force: true })));

/** Each example is walked through: `expected/walk.txt` holds every command (behind `$ `), what it printed, and its exit code where that is not 0. */
test.concurrent.each(readdirSync(examples).sort())("%s does what its walk says", async (name) => {
  const golden = path.join(examples, name, "expected/walk.txt");
  const expected = readFileSync(golden, "utf8");
  const folder = copyOf(name);
  const commands = expected.split("\n").filter((line) => line.startsWith("$ "));
  expect(commands.length).toBeGreaterThan(2);
  const said: string[] = [];
  for (const line of commands) said.push(`${line}\n${await perform(line.slice(2), folder)}`);
  const walked = said.join("\n");
  if (update) writeFileSync(golden, walked);
  expect(walked).toBe(update ? walked : expected);
});

function copyOf(name: string): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "dativo-example-"));
  made.push(folder);
  cpSync(path.join(examples, name), folder, { recursive: true, filter: (from) => path.basename(from) !== "expected" });
  if (name === "birdstrikes") deliver(folder);
  return folder;
}

/** The example's data comes from an npm package, in two deliveries. No field of this file spans lines. */
function deliver(folder: string): void {
  const [header = "", ...rows] = readFileSync(path.join(root, "node_modules/vega-datasets/data/birdstrikes.csv"), "utf8")
    .trimEnd()
    .split(/\r?\n/);
  for (const sub of ["data", "arriving"]) mkdirSync(path.join(folder, sub), { recursive: true });
  writeFileSync(path.join(folder, "arriving/birdstrikes-first.csv"), [header, ...rows.slice(0, 8000), ""].join("\n"));
  writeFileSync(path.join(folder, "arriving/birdstrikes-second.csv"), [header, ...rows.slice(8000), ""].join("\n"));
}

/** Runs one line of a walk. Events on the error stream are left out, for their numbers differ each time; the rows of a table have no order. */
async function perform(line: string, folder: string): Promise<string> {
  const [program = "", ...args] = line.split(" ");
  const done = program === "dativo" ? await call(folder, process.execPath, main, ...args) : await call(folder, program, ...args);
  const said = done.stderr.split("\n").filter((text) => text !== "" && !text.startsWith("{"));
  const lines = [...done.stdout.trimEnd().split("\n"), ...said].filter((text, index, all) => text !== "" || index < all.length - 1);
  const inOrder = line.startsWith("dativo table rows ") ? [...lines.slice(0, 2), ...lines.slice(2).sort()] : lines;
  const text = inOrder.map((one) => `${settled(one, folder)}\n`).join("");
  return done.code === 0 ? text : `${text}[exit ${done.code}]\n`;
}

async function call(
  cwd: string,
  program: string,
  ...args: readonly string[]
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
  return { code, ...output };
}

/** Takes out what differs from run to run: ids, times, durations, sizes, the temporary folder, and the padding that they cause. */
function settled(line: string, folder: string): string {
  return line
    .replaceAll(folder, "PROJECT")
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{8}/g, "RUN")
    .replaceAll(/\b\d{16,20}\b/g, "SNAPSHOT")
    .replaceAll(/\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, "TIME")
    .replaceAll(/\(\d+\.\d+ s\)/g, "(SECONDS)")
    .replaceAll(/\b\d+(?:\.\d+)? (?:k|M)?B\b/g, "SIZE")
    .replaceAll(/(?<= )\d+\.\d\d(?= +TIME)/g, "SECONDS")
    .replaceAll(/ {2,}/g, "  ")
    .replaceAll(/[-─]{4,}/g, "----")
    .trimEnd();
}

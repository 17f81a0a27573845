import { appendFileSync, closeSync, openSync, writeSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract, FaultProject, jobText, orders, type Ended } from "./project.ts";

let project: FaultProject;
let whole: Record<string, string>;

beforeAll(async () => {
  project = new FaultProject({ "contract.yaml": contract, "job.yaml": jobText(), "data/a.csv": orders(1, 2) });
  expect((await project.run()).code).toBe(0);
  whole = project.picture();
});
afterAll(() => project.dispose());

/** Runs the job with one more file, and makes sure that nothing of it came to the target, and nothing stayed behind. */
async function refused(name: string, content?: string | Uint8Array, keys: Readonly<Record<string, unknown>> = {}): Promise<Ended> {
  if (content !== undefined) project.write(name, content);
  project.write("job.yaml", jobText({ source: { files: [{ path: name }], incremental: { strategy: "file_modified_time" } }, ...keys }));
  const ended = await project.cli(["run", "--config", "job.yaml"], { preload: "preload-memory.mjs" });
  project.remove(name);
  expect(project.picture()).toEqual(whole);
  expect(project.rubbish()).toEqual([]);
  expect(ended.code, ended.stdout).toBe(2);
  expect(ended.stdout).toContain("hint: ");
  return ended;
}

const many = `id,amount,note\n${Array.from({ length: 20_000 }, (_, index) => `${index + 10},${index % 2 ? "-1" : "1.00"},n\n`).join("")}`;

describe("a file that cannot be loaded stops the run and leaves the target as it was:", () => {
  test.each([
    ["a missing file", "data/none.csv", undefined, "'data/none.csv' does not exist"],
    ["a glob without files", "data/none-*.csv", undefined, "no file matches 'data/none-*.csv'"],
    ["a file cut off inside a quoted field", "data/b.csv", 'id,amount,note\n3,1.00,fine\n4,2.00,"cut off he', "data/b.csv:3 "],
    ["a file cut off inside a record", "data/b.csv", "id,amount,note\n3,1.00,fine\n4,2.", "data/b.csv:3 the record has too few columns"],
    ["noise", "data/b.csv", Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919 + 200) % 256)), "data/b.csv "],
    [
      "NUL bytes behind good rows",
      "data/b.csv",
      Buffer.concat([Buffer.from(orders(5)), Buffer.alloc(9)]),
      "data/b.csv holds a NUL byte at offset 27",
    ],
    ["a Parquet file", "data/b.csv", "PAR1\u0015\u0004PAR1", "data/b.csv is a Parquet file, not CSV"],
    [
      "another encoding",
      "data/b.csv",
      Buffer.from("id,amount,note\n3,1.00,fine\n4,2.00,caf\u00e9\n", "latin1"),
      "data/b.csv is not UTF-8 text: byte 37",
    ],
    ["UTF-16 text", "data/b.csv", Buffer.from(`\ufeff${orders(3)}`, "utf16le"), "data/b.csv is UTF-16 text, not CSV"],
    ["another encoding far into the file", "data/b.csv", latinLate(), "data/b.csv:40002 the record is not valid UTF-8"],
    ["half of a gzip file", "data/b.csv.gz", half(gzipSync(many)), "data/b.csv.gz is damaged or cut short"],
    ["half of a gzip file that calls itself CSV", "data/b.csv", half(gzipSync(many)), "data/b.csv is damaged or cut short"],
    ["a column that is there twice", "data/b.csv", "id,note,Note\n3,1,2\n", "data/b.csv:1 columns 2 and 3 are both named 'Note'"],
    ["a required column that is missing", "data/b.csv", "amount,note\n3,x\n", "data/b.csv: required column id missing"],
    [
      "a column that the contract does not know",
      "data/b.csv",
      "id,amount,note,bonus\n3,1.00,x,9\n",
      "data/b.csv: the contract does not know the column bonus",
    ],
    ["a record with too many fields", "data/b.csv", "id,amount,note\n3,1.00,x,9\n", "data/b.csv:2 the record has too many columns"],
    ["a header that is only commas", "data/b.csv", ",,\n1,2,3\n", "data/b.csv:1 column 1 of 3 has no name"],
  ] as const)("%s", async (_name, file, content, says) => {
    expect((await refused(file, content)).stdout).toContain(says);
  });

  test("10,000 bad rows: counted exactly, shown by 20 examples", async () => {
    const { stdout } = await refused("data/b.csv", many);
    expect(stdout).toContain("10000 of 20000 rows break contract orders 1.0.0; nothing landed");
    expect(stdout.match(/^ +data\/b\.csv:\d+ /gm)).toHaveLength(20);
    expect(stdout).toContain("data/b.csv:3 amount: ");
  });
});

function half(bytes: Uint8Array): Uint8Array {
  return bytes.subarray(0, bytes.length >> 1);
}

/** The bad byte stands behind the first megabyte, which alone is looked at before the engine reads. */
function latinLate(): Buffer {
  const good = Array.from({ length: 40_000 }, (_, index) => `${index + 10},2.00,${"a".repeat(30)}\n`).join("");
  return Buffer.concat([Buffer.from(`id,amount,note\n${good}`), Buffer.from("4,2.00,caf\u00e9\n", "latin1")]);
}

test.each([
  ["empty", ""],
  ["a header without rows", "id,amount,note\n"],
])("a file that is %s is no failure, and changes nothing", async (_name, content) => {
  project.write("job.yaml", jobText());
  project.write("data/b.csv", content);
  const { code, stdout } = await project.run();
  project.remove("data/b.csv");
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining("nothing new") as string });
  expect(project.picture()).toEqual(whole);
});

test.each([1, 10])(
  "a quote that is never closed swallows %i MB of rows: even in warn mode nothing is loaded, for nobody could mend it",
  async (megabytes) => {
    const rows = Array.from({ length: megabytes * 50_000 }, (_, index) => `${index + 10},1.00,abcdefgh\n`).join("");
    const { stdout } = await refused("data/b.csv", `id,amount,note\n2,1.00,x\n3,1.00,"stray\n${rows}`, { schema_validation_mode: "warn" });
    expect(stdout).toContain("data/b.csv:3 opens a quote that is never closed");
  },
);

test("10,000 bad rows in warn mode: all of them are in quarantine, none in the table", async () => {
  const own = new FaultProject({ "contract.yaml": contract, "job.yaml": jobText({ schema_validation_mode: "warn" }), "data/b.csv": many });
  try {
    const { code, stdout } = await own.run("--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ rows: { read: 20_000, landed: 10_000, quarantined: 10_000 } });
    const shown = await own.cli(["quarantine", "show", "--config", "job.yaml", "--limit", "100000", "--json"]);
    expect((JSON.parse(shown.stdout) as unknown[]).length).toBe(10_000);
  } finally {
    own.dispose();
  }
});

describe("one line of 200 MB", () => {
  test.each([
    ["csv", "id,amount,note\n3,1.00,", "\n4,1.00,x\n"],
    ["json", '{"id":3}\n{"id":3,"note":"', '"}\n{"id":4}\n'],
  ])("in a %s file is refused, and takes no memory of its size", async (connector, start, end) => {
    const name = `data/b.${connector === "csv" ? "csv" : "ndjson"}`;
    const file = openSync(project.path(name), "w");
    writeSync(file, start);
    for (let megabyte = 0; megabyte < 200; megabyte++) writeSync(file, Buffer.alloc(1_000_000, "x"));
    writeSync(file, end);
    closeSync(file);
    const { stdout, stderr } = await refused(name, undefined, { source_connector: connector });
    expect(stdout).toContain(`${name} has a line of more than 8 MB around byte `);
    expect(Number(/maxrss (\d+) MB/.exec(stderr)?.[1])).toBeLessThan(200);
  });
});

test("a file that grows while it is read is noticed, and nothing of it lands", async () => {
  const source = { files: [{ path: "data/*.csv" }], incremental: { strategy: "file_modified_time" } };
  project.write("job.yaml", jobText({ source, retry_config: { max_retries: 0 } }));
  const file = project.write("data/b.csv", orders(3, 4));
  const env = { FAULT_PAUSE_AT: "stat", FAULT_PAUSE_PATH: "data/b.csv", FAULT_PAUSE_SKIP: "1", FAULT_PAUSE_MS: "300" };
  const run = project.start(["run", "--config", "job.yaml"], { env, preload: "preload-pause.mjs" });
  await run.says("paused");
  appendFileSync(file, "5,1.00,late\n");
  const { code, stdout } = await run.ended;
  project.remove("data/b.csv");
  expect({ code, stdout }).toEqual({ code: 2, stdout: expect.stringContaining("data/b.csv changed while it was read") as string });
  expect(project.picture()).toEqual(whole);
  expect(project.rubbish()).toEqual([]);
});

test("after all of this the next good file is loaded", async () => {
  project.write("job.yaml", jobText());
  project.write("data/z.csv", orders(3));
  expect((await project.run()).code).toBe(0);
  expect((await project.rows()).map((row) => row["id"]).toSorted()).toEqual(["1", "2", "3"]);
});

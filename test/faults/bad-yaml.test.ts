import { afterAll, beforeAll, expect, test } from "vitest";
import { contract, FaultProject, jobText, orders } from "./project.ts";

let project: FaultProject;
beforeAll(() => void (project = new FaultProject({ "contract.yaml": contract, "data/a.csv": orders(1) })));
afterAll(() => project.dispose());

/** Each mapping names the one before it ten times: ten billion values when written out. */
function bomb(): string {
  const names = [..."abcdefghij"];
  const lines = names.map(
    (name, index) => `${name}: &${name} [${Array.from({ length: 10 }, () => (index === 0 ? "x" : `*${names[index - 1]}`)).join(", ")}]`,
  );
  return `${lines.join("\n")}\n`;
}

test.each([
  ["a bomb of aliases", jobText() + bomb(), "job.yaml:11:44 error yaml-aliases", "write the values out"],
  ["an alias of itself", `${jobText()}x: &x [*x]\n`, "job.yaml:7:8 error yaml-aliases", "write the values out"],
  ["tabs", "tenant_id: t\nsource:\n\tfiles: []\n", "job.yaml:3:1 error yaml-syntax", "indent with blanks"],
  [
    "a key that is there twice",
    `${jobText()}tenant_id: u\n`,
    "job.yaml:7:1 error yaml-duplicate-key key 'tenant_id'",
    "keep one of the two",
  ],
  ["a merge key", `${jobText()}<<: { environment: dev }\n`, "job.yaml:7:1 error yaml-merge-key", "write the keys out"],
  [
    "a Cyrillic letter in a key",
    jobText().replace("source_connector", "sourc\u0435_connector"),
    "job.yaml:2:1 error unknown-key",
    "did you mean 'source_connector'?",
  ],
  [
    "a Cyrillic letter in an inner key",
    jobText().replace("warehouse", "w\u0430rehouse"),
    "job.yaml:6:10 error unknown-key",
    "did you mean 'warehouse'?",
  ],
  ["brackets without end", `a: ${"[".repeat(100_000)}`, "job.yaml:1:103 error yaml-syntax", "nesting"],
  ["a binary file", "\u0000\u0001\u0002", "job.yaml:1:1 error file-encoding", "save it as UTF-8 text"],
  ["an empty file", "", "job.yaml:1:1 error file-empty", "write at least the required keys"],
  ["five megabytes", `a: ${"x".repeat(5_000_000)}`, "job.yaml:1:1 error file-too-large", "is this a data file?"],
])("a job file with %s is refused at its place, at once", async (_name, text, says, hint) => {
  project.write("job.yaml", text);
  const [run, validate] = await Promise.all([project.run(), project.cli(["validate", "job.yaml"])]);
  expect({ run: run.code, validate: validate.code }).toEqual({ run: 2, validate: 2 });
  for (const said of [run.stderr, validate.stdout]) {
    expect(said).toContain(says);
    expect(said).toContain(hint);
  }
  expect(project.picture()).toEqual({});
  expect(project.picture(".dativo")).toEqual({});
  expect(run.ms).toBeLessThan(10_000);
});

test("anchors that stay small are as good as the values written out", async () => {
  project.write(
    "job.yaml",
    jobText().replace('tenant_id: "t"', "tenant_id: &who t").replace('"mode":"append"', '"mode":"append","table":*who '),
  );
  const { code, stdout } = await project.run();
  expect(code, stdout).toBe(0);
  expect(stdout).toContain("warehouse/t/t,");
});

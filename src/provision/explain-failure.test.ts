import { expect, test } from "vitest";
import { explainFailure } from "./explain-failure.ts";
import { boxedErrors } from "./terraform-diagnostic.ts";

const attempt = {
  command: "init",
  exitCode: 1,
  folder: "/w/x y",
  program: { command: "terraform", name: "Terraform", version: "1.11.4" },
} as const;

const frame = (head: string, ...detail: readonly string[]): string =>
  ["╷", `│ Error: ${head}`, "│ ", ...detail.map((line) => `│ ${line}`), "╵", ""].join("\n");

test.each([
  [
    "unavailable",
    frame("Failed to query available provider packages", "Could not retrieve the list of available versions: no such host"),
    "fetched over the network",
  ],
  ["auth", frame("No valid credential sources found", "..."), "credentials are the environment's own"],
  [
    "conflict",
    frame("Backend configuration changed", "A change in the backend configuration has been detected"),
    "terraform -chdir='/w/x y' init -migrate-state",
  ],
  ["refused", frame("Inconsistent dependency lock file", "..."), "commit .terraform.lock.hcl"],
  [
    "conflict",
    frame("Error acquiring the state lock", "Lock Info:", "  ID:        abc-1", "  Who: ana@host"),
    "terraform -chdir='/w/x y' force-unlock abc-1",
  ],
  ["conflict", frame("Saved plan is stale", "..."), "run `dativo infra plan` again"],
  ["refused", frame("Unsupported Terraform Core version", "..."), "asks for another version than Terraform 1.11.4"],
])("%s", (kind, text, hint) => {
  const failure = explainFailure(boxedErrors(text), attempt);
  expect(failure.kind).toBe(kind);
  expect(failure.hint).toContain(hint);
});

test("who holds a lock is in the message", () => {
  expect(explainFailure(boxedErrors(frame("Error acquiring the state lock", "  ID: abc", "  Who: ana@host")), attempt).message).toContain(
    "Who: ana@host",
  );
});

test("frames: several errors, warnings beside them, places; text without a frame", () => {
  const text = `${frame("One", "on main.tf line 3, in module:", "detail")}${frame("Two").replace("Error:", "Warning:")}`;
  expect(boxedErrors(text)).toEqual([
    {
      severity: "error",
      summary: "One",
      detail: "on main.tf line 3, in module:\ndetail",
      range: { filename: "main.tf", start: { line: 3, column: 1 } },
      snippet: { code: "on main.tf line 3, in module:\ndetail" },
    },
    { severity: "warning", summary: "Two" },
  ]);
  expect(boxedErrors("panic: oh\n\n")).toEqual([{ severity: "error", summary: "panic: oh" }]);
});

test("an end that nobody explained", () => {
  expect(explainFailure([], { ...attempt, exitCode: 137 }).message).toBe("terraform init was killed by signal 9");
  expect(explainFailure([], attempt).message).toBe("terraform init ended with exit code 1 and did not say why");
});

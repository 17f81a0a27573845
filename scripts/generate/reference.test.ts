import { expect, test } from "vitest";
import type { RuntimePlugin } from "../../src/kit/runtime.ts";
import type { InfrastructureProvider } from "../../src/spec/infrastructure.ts";
import { renderCliReference } from "./reference-cli.ts";
import { renderConnectorReference } from "./reference-connectors.ts";
import { renderDiagnosticReference } from "./reference-diagnostics.ts";

const load = () => Promise.reject(new Error("the docs need no implementation"));

test("a command's arguments, options, choices, defaults and examples are all on its page", () => {
  const text = renderCliReference([
    {
      path: "table rows",
      summary: "rows of the table",
      arguments: [{ name: "<table>", description: "which one" }],
      options: [{ flags: "--format <a|b>", description: "how", choices: ["a", "b"], default: "a", required: true }],
      examples: ["dativo table rows x   # all"],
      load,
    },
  ]);
  expect(text).toContain("| [`dativo table rows`](#dativo-table-rows) | rows of the table |");
  expect(text).toContain("`dativo table rows <table> [options]`: rows of the table.");
  expect(text).toContain("| `--format <a\\|b>` | how (one of a, b; default a; required) |");
  expect(text).toContain("```sh\ndativo table rows x   # all\n```");
});

const runtime = (name: string, providers: readonly InfrastructureProvider[], module: boolean): RuntimePlugin => ({
  name,
  summary: "runs",
  capabilities: { providers, module },
  load: () => Promise.reject(new Error("never loaded for the reference")),
});

test("connectors are listed by kind with what they can do", () => {
  const source = {
    name: "csv",
    summary: "CSV files",
    capabilities: { incremental: ["cursor" as const], endings: [".csv"], cursorFilter: "engine" as const },
    config: {},
    load,
  };
  const text = renderConnectorReference({
    sources: { csv: source },
    targets: {},
    catalogs: {},
    stores: {},
    engines: { duckdb: { name: "duckdb", summary: "DuckDB", load } },
    runtimes: { ray: runtime("ray", ["none", "aws"], false), aws_fargate: runtime("aws_fargate", ["aws"], true) },
  });
  expect(text).toContain("| [`csv`](../../src/plugins/sources/csv/README.md) | CSV files | cursor |");
  expect(text).toContain("| [`duckdb`](../../src/plugins/engines/duckdb/README.md) | DuckDB |");
  expect(text).toContain("| [`ray`](../../src/plugins/runtimes/ray/README.md) | runs | none, aws | one of your own |");
  expect(text).toContain("| aws | `terraform/modules/aws_fargate` |");
});

test("codes come in the order of the alphabet", () => {
  expect(renderDiagnosticReference({ "unknown-key": "No such key.", "file-empty": "Nothing | there." })).toMatch(
    /\| `file-empty` \| Nothing \\\| there\. \|\n\| `unknown-key` \| No such key\. \|\n$/,
  );
});

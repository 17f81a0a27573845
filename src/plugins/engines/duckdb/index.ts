import type { EnginePlugin } from "../../../kit/engine.ts";

/** DuckDB inside this process: reads, judges and writes on all processors within a memory limit. */
const duckdb: EnginePlugin = {
  name: "duckdb",
  summary: "Converts and judges rows with DuckDB in this process; no extension is installed or loaded.",
  load: async () => (await import("./engine.ts")).engine,
};

export default duckdb;

import type { StageRequest } from "../../../kit/engine.ts";
import type { Duck } from "./connection.ts";
import { csvRows } from "./csv-rows.ts";
import type { InputRows } from "./input-columns.ts";
import { jsonRows } from "./json-rows.ts";
import { parquetRows } from "./parquet-rows.ts";

/** Opens a batch of any format. Refuses files whose columns cannot satisfy the contract. */
export async function inputRows(duck: Duck, request: Pick<StageRequest, "batch" | "plan" | "extraColumns">): Promise<InputRows> {
  switch (request.batch.format.kind) {
    case "csv":
      return csvRows(duck, request);
    case "ndjson":
    case "json":
      return jsonRows(duck, request);
    case "parquet":
      return parquetRows(duck, request);
  }
}

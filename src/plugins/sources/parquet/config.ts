import { inputConfig } from "../../../kit/input-files/config.ts";
import { once } from "../../../kit/once.ts";

/** Schema of the resolved `source` block of Parquet jobs; a Parquet file describes itself, so there are no options. */
export const parquetConfig = once(() => inputConfig({}));

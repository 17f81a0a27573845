import { z } from "zod";
import { once } from "../../../kit/once.ts";
import { refusedKey } from "../../../spec/schema-parts.ts";

const onDisk = "tables land on disk in this version: write target.warehouse";
const reserved = /^(format-version|uuid|snapshot-count|current-.*|default-partition-spec|default-sort-order|dativo\..*)$/;

const properties = () =>
  z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).superRefine((given, context) => {
    for (const key of Object.keys(given)) {
      if (reserved.test(key))
        context.addIssue({ code: "custom", path: [key], message: `the table property '${key}' is set by Dativo or by Iceberg itself` });
    }
  });

const catalog = () =>
  z.strictObject({
    type: z.string().min(1).default("sqlite").describe("Kind of catalog; sqlite is the embedded one."),
    name: z.string().min(1).default("dativo").describe("The name under which other engines open the catalog."),
    uri: z.string().min(1).optional().describe("Where the catalog is; catalog.db in the warehouse when absent."),
  });

/** Schema of the resolved `target` block for Iceberg tables. */
export const icebergConfig = once(() =>
  z.strictObject({
    warehouse: z
      .string()
      .min(1)
      .default("warehouse")
      .describe("Folder of the tables: a path (relative to the project root) or a file:// URL."),
    connection: z
      .strictObject({
        catalog: catalog().prefault({}),
        s3: refusedKey(onDisk),
        minio: refusedKey(onDisk),
        gcs: refusedKey(onDisk),
        azure: refusedKey(onDisk),
        nessie: refusedKey("the catalog is a SQLite file in this version"),
      })
      .prefault({})
      .describe("How the catalog is reached."),
    properties: properties().prefault({}).describe("Iceberg table properties; they win over those made from tags."),
  }),
);

/** What a job says of its Iceberg target. */
export type IcebergConfig = z.output<ReturnType<typeof icebergConfig>>;

import { z } from "zod";
import { once } from "../once.ts";

const localPath = once(() =>
  z
    .string()
    .min(1)
    .refine((text) => !/^(?!file:)[a-z][a-z0-9+.-]*:\/\//i.test(text), {
      error: "this target writes to local disks; it does not serve this kind of location",
    }),
);

/** Schema of the resolved `target` block of targets that write plain files on disk. */
export const plainFilesConfig = once(() =>
  z
    .strictObject({
      warehouse: localPath().optional().describe("Folder that holds the tables; `warehouse` in the project root when absent."),
      connection: z.strictObject({ path: localPath().optional().describe("Another spelling of `warehouse`.") }).optional(),
      credentials: z
        .strictObject({ type: z.literal("none") })
        .optional()
        .describe("Local disks need none."),
      engine: z.strictObject({ type: z.literal("native").optional() }).optional(),
    })
    .superRefine(({ warehouse, connection }, context) => {
      if (warehouse !== undefined && connection?.path !== undefined && warehouse !== connection.path) {
        context.addIssue({
          code: "custom",
          path: ["connection", "path"],
          message: `warehouse says '${warehouse}' and connection.path says '${connection.path}': keep one`,
        });
      }
    })
    .transform(({ warehouse, connection }) => ({ warehouse: warehouse ?? connection?.path ?? "warehouse" })),
);

/** What a plain-file target is told, after its spellings were settled. */
export type PlainFilesConfig = z.output<ReturnType<typeof plainFilesConfig>>;

import { contractSchema } from "./contract/contract-schema.ts";
import { jsonSchemas } from "./json-schemas.ts";

/** JSON Schemas of every kind of file that users write, for editors: by kind. */
export async function editorSchemas(plugins: Parameters<typeof jsonSchemas>[0]): Promise<Readonly<Record<string, object>>> {
  return { ...jsonSchemas(plugins), contract: await contractSchema() };
}

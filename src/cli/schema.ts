import { DativoError } from "../kit/error.ts";
import { editorSchemas } from "../load/editor-schemas.ts";
import { plugins } from "../plugins/index.gen.ts";
import { argument, type Action } from "./command.ts";

/** `dativo schema KIND`. */
export const action: Action = async (invocation, { world }) => {
  const schemas: Readonly<Record<string, unknown>> = await editorSchemas(plugins);
  const kind = argument(invocation, 0);
  const schema = schemas[kind];
  if (schema === undefined)
    throw new DativoError("not_found", `there is no schema for '${kind}'`, { hint: `choose one of ${Object.keys(schemas).join(", ")}` });
  world.terminal.out(`${JSON.stringify(schema, undefined, 2)}\n`);
  return 0;
};

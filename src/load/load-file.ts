import type { ZodType } from "zod";
import { checkShape } from "../kit/check-shape.ts";
import { renderPath } from "../kit/document.ts";
import type { LoadedFile } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import { interpolate } from "./interpolate.ts";
import type { KnownOutputs } from "./look-up-output.ts";
import { findLiteralCredentials } from "./literal-credentials.ts";
import { displayPath } from "./project-root.ts";
import { parseYaml, type ParsedYaml } from "./yaml.ts";

/** Variables that placeholders may name. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Reads and parses a YAML file; undefined when it does not exist. Throws DativoError when it cannot be read. */
export async function readYaml(file: string, world: World): Promise<ParsedYaml | undefined> {
  const text = await world.files.readTextIfThere(file);
  return text === undefined ? undefined : parseYaml(text, displayPath(file, world));
}

/** Replaces variables, and outputs where they are known, looks for credentials and checks the shape. Pure. `file` is absolute. */
export function checkFile<T>(
  file: string,
  parsed: ParsedYaml,
  schema: ZodType<T>,
  variables: Variables,
  outputs?: KnownOutputs,
): LoadedFile<T> {
  const { document } = parsed;
  if (document.value === undefined)
    return {
      path: file,
      document,
      raw: undefined,
      incomplete: true,
      placeholders: [],
      replaced: new Set(),
      secrets: [],
      diagnostics: parsed.diagnostics,
    };
  const { value: raw, diagnostics, placeholders, secrets, replaced } = interpolate(document, { variables, outputs });
  const open = new Set([...placeholders.map((one) => renderPath(one.path)), ...(diagnostics.length > 0 ? replaced : [])]);
  const shape = checkShape(schema, raw, (path) => ({ document, path }), { replaced, open });
  const sound = shape.value ?? shape.partial;
  return {
    path: file,
    document,
    raw,
    placeholders,
    secrets,
    replaced,
    ...(sound === undefined ? {} : { value: sound }),
    incomplete: shape.value === undefined,
    diagnostics: [...parsed.diagnostics, ...diagnostics, ...shape.diagnostics, ...findLiteralCredentials(document)],
  };
}

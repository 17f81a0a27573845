import type { ZodType } from "zod";
import type { NodePath } from "./document.ts";

interface Definition {
  readonly type: string;
  readonly innerType?: ZodType;
  readonly in?: ZodType;
  readonly element?: ZodType;
  readonly valueType?: ZodType;
  readonly shape?: Readonly<Record<string, ZodType>>;
  readonly catchall?: ZodType;
  readonly options?: readonly ZodType[];
  readonly items?: readonly ZodType[];
}

function definition(schema: ZodType): Definition {
  return schema.def;
}

/** The schemas that may hold at a path: several below a union, none where the schema is open. */
export function schemaAt(schema: ZodType, path: NodePath): readonly ZodType[] {
  return path.reduce<readonly ZodType[]>((found, part) => found.flatMap((one) => member(one, part)), unwrap(schema));
}

/** Keys that mappings of these schemas know and take; refused ones are left out. */
export function knownKeys(schemas: readonly ZodType[]): readonly string[] {
  const entries = schemas.flatMap((schema) => Object.entries(definition(schema).shape ?? {}));
  return [...new Set(entries.filter(([, value]) => !unwrap(value).every((one) => definition(one).type === "never")).map(([key]) => key))];
}

/** A schema without what is wrapped around it: optional, nullable, default, pipe, union. */
function unwrap(schema: ZodType): readonly ZodType[] {
  const def = definition(schema);
  if (def.options) return def.options.flatMap(unwrap);
  const inner = def.innerType ?? def.in;
  return inner ? unwrap(inner) : [schema];
}

function member(schema: ZodType, part: string | number): readonly ZodType[] {
  const def = definition(schema);
  const found =
    (typeof part === "number" ? (def.items?.[part] ?? def.element) : undefined) ?? def.shape?.[part] ?? def.valueType ?? def.catchall;
  return found ? unwrap(found) : [];
}

/** Every key that the mapping at the root of a schema declares, refused ones included; undefined where it takes any key. */
export function declaredKeys(schema: ZodType): ReadonlySet<string> | undefined {
  if (!declared.has(schema)) declared.set(schema, findDeclaredKeys(schema));
  return declared.get(schema);
}

/** Schemas do not change, and thousands of jobs ask about the same few. */
const declared = new WeakMap<ZodType, ReadonlySet<string> | undefined>();

function findDeclaredKeys(schema: ZodType): ReadonlySet<string> | undefined {
  const objects = unwrap(schema)
    .map(definition)
    .filter((def) => def.type === "object");
  if (objects.length === 0 || objects.some((def) => def.catchall && definition(def.catchall).type !== "never")) return undefined;
  return new Set(objects.flatMap((def) => Object.keys(def.shape ?? {})));
}

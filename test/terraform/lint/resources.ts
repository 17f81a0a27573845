import type { HclBlock, ModuleText } from "../../../scripts/generate/read-module.ts";
import type { Finding } from "./finding.ts";
import { declared, nested } from "./hcl.ts";
import { tagSlots, type SchemaBlock, type TagSlot } from "./tag-slots.ts";

/** The schemas of one version of each provider. */
export interface Schemas {
  readonly resource: Readonly<Record<string, SchemaBlock>>;
  readonly data: Readonly<Record<string, SchemaBlock>>;
}

/** Types that no schema is held of, and tag slots that a resource leaves empty or fills with what is known only after apply. */
export function findResourceOffences(place: string, module: ModuleText, schemas: Schemas): readonly Finding[] {
  return declared(module)
    .filter(({ type }) => !type.startsWith("terraform_"))
    .flatMap(({ kind, type, name, block }) => {
      const schema = schemas[kind][type];
      const at = `${place}: ${kind === "data" ? "data." : ""}${type}.${name}`;
      if (!schema) return [{ place: at, problem: "is of a type that no schema is held of" }];
      return kind === "data" ? [] : tagOffences(type, block, schema).map((problem) => ({ place: at, problem }));
    });
}

/** How many resources a module declares, and how many of them can carry tags. */
export function countTaggable(module: ModuleText, schemas: Schemas): { readonly declared: number; readonly taggable: number } {
  const resources = declared(module).filter(({ kind, type }) => kind === "resource" && !type.startsWith("terraform_"));
  const taggable = resources.filter(
    ({ type, block }) =>
      type === "kubernetes_manifest" || tagSlots(type, schemas.resource[type] ?? {}).some((slot) => present(block, slot)),
  );
  return { declared: resources.length, taggable: taggable.length };
}

function tagOffences(type: string, block: HclBlock, schema: SchemaBlock): readonly string[] {
  if (type === "kubernetes_manifest") {
    return /labels/.test(JSON.stringify(block["manifest"] ?? "")) ? [] : ["has no labels in its manifest"];
  }
  return tagSlots(type, schema).flatMap((slot) => slotOffences(block, slot));
}

/** A block that is not there needs no tags; one that is there does. */
function slotOffences(block: HclBlock, slot: TagSlot): readonly string[] {
  return holders(block, slot).flatMap((holder) => {
    const attribute = slot.at(-1) ?? "";
    const value = holder[attribute];
    // The task definition's tags, handed on, are the tags of what is launched.
    if (value === undefined && attribute === "tags" && slot.length > 1 && "propagate_tags" in holder) return [];
    if (value === undefined || value === null || value === "${null}" || value === "${{}}" || JSON.stringify(value) === "{}") {
      return [`leaves ${slot.join(".")} empty`];
    }
    return /\b(aws|google|azurerm|kubernetes)_\w+\.\w+/.test(JSON.stringify(value)) ? [`fills ${slot.join(".")} from a resource`] : [];
  });
}

function present(block: HclBlock, slot: TagSlot): boolean {
  return holders(block, slot).length > 0;
}

function holders(block: HclBlock, slot: TagSlot): readonly HclBlock[] {
  return slot.slice(0, -1).reduce<readonly HclBlock[]>((blocks, name) => blocks.flatMap((one) => nested(one, name)), [block]);
}

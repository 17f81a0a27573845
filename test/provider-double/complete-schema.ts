import type { Attribute, Block, NestedBlock, ProviderSchema, TypeSchema } from "./schema.ts";

/**
 * A derived schema does not say what is sensitive, nor all limits of blocks: it takes them from the printed schema of another
 * version, wherever that has the same attribute or block.
 */
export function completeSchema(derived: ProviderSchema, printed: ProviderSchema): ProviderSchema {
  return {
    provider: completeType(derived.provider, printed.provider),
    resource_schemas: mapTypes(derived.resource_schemas, printed.resource_schemas),
    data_source_schemas: mapTypes(derived.data_source_schemas, printed.data_source_schemas),
  };
}

function mapTypes(
  derived: ProviderSchema["resource_schemas"],
  printed: ProviderSchema["resource_schemas"],
): ProviderSchema["resource_schemas"] {
  return Object.fromEntries(Object.entries(derived).map(([name, type]) => [name, completeType(type, printed[name])]));
}

function completeType(derived: TypeSchema, printed: TypeSchema | undefined): TypeSchema {
  return { version: printed?.version ?? derived.version, block: completeBlock(derived.block, printed?.block) };
}

function completeBlock({ attributes = {}, block_types = {} }: Block, printed: Block | undefined): Block {
  return {
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, attribute]) => [name, completeAttribute(attribute, printed?.attributes?.[name])]),
    ),
    block_types: Object.fromEntries(
      Object.entries(block_types).map(([name, nested]) => [name, completeNested(nested, printed?.block_types?.[name])]),
    ),
  };
}

function completeAttribute(attribute: Attribute, printed: Attribute | undefined): Attribute {
  return {
    ...attribute,
    ...(printed?.sensitive ? { sensitive: true } : {}),
    ...(printed?.deprecated ? { deprecated: true } : {}),
  };
}

function completeNested(nested: NestedBlock, printed: NestedBlock | undefined): NestedBlock {
  const same = printed?.nesting_mode === nested.nesting_mode ? printed : undefined;
  return {
    ...nested,
    ...(nested.min_items === undefined && same?.min_items !== undefined ? { min_items: same.min_items } : {}),
    ...(nested.max_items === undefined && same?.max_items !== undefined ? { max_items: same.max_items } : {}),
    block: completeBlock(nested.block, printed?.block),
  };
}

import type { Attribute, Block, NestedBlock, ProviderSchema, TypeSchema } from "./schema.ts";

/** The answer to GetProviderSchema. */
export function schemaMessage(schema: ProviderSchema): object {
  return {
    provider: typeMessage(schema.provider),
    resource_schemas: mapValues(schema.resource_schemas, typeMessage),
    data_source_schemas: mapValues(schema.data_source_schemas, typeMessage),
  };
}

function typeMessage({ version, block }: TypeSchema): object {
  return { version, block: blockMessage(block) };
}

function blockMessage({ attributes = {}, block_types = {}, deprecated = false }: Block): object {
  return {
    deprecated,
    attributes: Object.entries(attributes).map(([name, attribute]) => attributeMessage(name, attribute)),
    block_types: Object.entries(block_types).map(([name, nested]) => nestedMessage(name, nested)),
  };
}

function attributeMessage(name: string, { type, ...flags }: Attribute): object {
  return { name, type: Buffer.from(JSON.stringify(type)), ...flags };
}

function nestedMessage(name: string, { nesting_mode, block, min_items = 0, max_items = 0 }: NestedBlock): object {
  return { type_name: name, nesting: nesting_mode.toUpperCase(), block: blockMessage(block), min_items, max_items };
}

function mapValues<T>(record: Readonly<Record<string, T>>, change: (value: T) => object): Readonly<Record<string, object>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

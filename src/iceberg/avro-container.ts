import { deflateRawSync, inflateRawSync } from "node:zlib";
import avro from "avsc";
import { DativoError } from "../kit/error.ts";

/** An Avro schema as JSON; Iceberg adds `field-id` and friends, which Avro carries along. */
export type AvroSchema = string | readonly AvroSchema[] | { readonly type: AvroSchema; readonly [key: string]: unknown };

/** What an object container file holds. `schema` is the writer's. */
export interface AvroContents {
  readonly schema: AvroSchema;
  readonly metadata: ReadonlyMap<string, string>;
  readonly records: readonly Readonly<Record<string, unknown>>[];
}

const magic = Buffer.from("Obj\u0001", "latin1");

/** 64-bit longs as `bigint`: a snapshot id does not fit a double. */
const exactLong = avro.types.LongType.__with({
  fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const buffer = Buffer.alloc(8);
    buffer.writeBigInt64LE(value);
    return buffer;
  },
  fromJSON: BigInt,
  toJSON: Number,
  isValid: (value: unknown) => typeof value === "bigint",
  compare: (a: bigint, b: bigint) => (a === b ? 0 : a < b ? -1 : 1),
});
const headerType = avro.Type.forSchema({
  type: "record",
  name: "header",
  fields: [
    { name: "magic", type: { type: "fixed", name: "magic", size: 4 } },
    { name: "meta", type: { type: "map", values: "bytes" } },
    { name: "sync", type: { type: "fixed", name: "sync", size: 16 } },
  ],
});

/** Writes an object container file (Avro specification, "Object Container Files"): one deflated block. `sync` is 16 bytes. */
export function encodeAvro(
  schema: AvroSchema,
  metadata: Readonly<Record<string, string>>,
  records: readonly unknown[],
  sync: Uint8Array,
): Uint8Array {
  const type = avroType(schema);
  const meta = { ...metadata, "avro.schema": JSON.stringify(schema), "avro.codec": "deflate" };
  const header = headerType.toBuffer({
    magic,
    meta: Object.fromEntries(Object.entries(meta).map(([key, text]) => [key, Buffer.from(text)])),
    sync: Buffer.from(sync),
  });
  if (records.length === 0) return header;
  const block = deflateRawSync(Buffer.concat(records.map((record) => type.toBuffer(record))));
  return Buffer.concat([header, exactLong.toBuffer(BigInt(records.length)), exactLong.toBuffer(BigInt(block.length)), block, sync]);
}

/** Reads an object container file, whoever wrote it; longs are `bigint`. Throws `refused` naming `origin` when it is damaged. */
export function decodeAvro(bytes: Uint8Array, origin: string): AvroContents {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, 4).equals(magic))
    throw new DativoError("refused", `${origin} is not an Avro file`, { context: { path: origin } });
  try {
    return readContainer(buffer, origin);
  } catch (error) {
    if (error instanceof DativoError) throw error;
    throw new DativoError("refused", `${origin} is damaged or was cut off`, { context: { path: origin }, cause: error });
  }
}

function readContainer(buffer: Buffer, origin: string): AvroContents {
  const header: { value: { meta: Record<string, Buffer>; sync: Buffer }; offset: number } = headerType.decode(buffer, 0);
  if (header.offset < 0) throw cutOff(origin);
  const metadata = new Map(Object.entries(header.value.meta).map(([key, value]) => [key, value.toString("utf8")]));
  const schema = JSON.parse(metadata.get("avro.schema") ?? "null") as AvroSchema;
  const inflate = decompressor(metadata.get("avro.codec") ?? "null", origin);
  const type = avroType(schema);
  const records: Record<string, unknown>[] = [];
  let offset = header.offset;
  while (offset < buffer.length) {
    const count: { value: bigint; offset: number } = exactLong.decode(buffer, offset);
    const size: { value: bigint; offset: number } = exactLong.decode(buffer, count.offset);
    const end = size.offset + Number(size.value);
    if (count.offset < 0 || size.offset < 0 || !buffer.subarray(end, end + 16).equals(header.value.sync)) throw cutOff(origin);
    readBlock(type, inflate(buffer.subarray(size.offset, end)), Number(count.value), records, origin);
    offset = end + 16;
  }
  return { schema, metadata, records };
}

function readBlock(type: avro.Type, block: Buffer, count: number, into: Record<string, unknown>[], origin: string): void {
  let offset = 0;
  for (let index = 0; index < count; index++) {
    const record: { value: Record<string, unknown>; offset: number } = type.decode(block, offset);
    if (record.offset < 0) throw cutOff(origin);
    into.push(record.value);
    offset = record.offset;
  }
}

function cutOff(origin: string): DativoError {
  return new DativoError("refused", `${origin} is damaged or was cut off`, { context: { path: origin } });
}

function decompressor(codec: string, origin: string): (block: Buffer) => Buffer {
  if (codec === "null") return (block) => block;
  if (codec === "deflate") return (block) => inflateRawSync(block);
  throw new DativoError("refused", `${origin} is compressed with '${codec}', which Dativo does not read`, {
    hint: "have the other writer set write.avro.compression-codec to gzip or uncompressed and rewrite the manifests",
  });
}

/** Unions with null read as the bare value; every long is exact, also one that is a time (`{"type": "long", "logicalType": ...}`). */
function avroType(schema: AvroSchema): avro.Type {
  const typeHook = (part: unknown): avro.Type | undefined => (isLong(part) ? exactLong : undefined);
  return avro.Type.forSchema(schema as avro.Schema, { typeHook, wrapUnions: false });
}

function isLong(schema: unknown): boolean {
  return schema === "long" || (typeof schema === "object" && schema !== null && (schema as { type?: unknown }).type === "long");
}

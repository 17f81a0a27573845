import { createHash } from "node:crypto";

/** Whose infrastructure it is. */
export interface JobName {
  readonly tenant_id: string;
  readonly name: string;
  readonly environment: string;
}

/** `tenant/job/environment`: names the job in its state and in messages. */
export function ownerOf({ tenant_id, name, environment }: JobName): string {
  return [tenant_id, name, environment].join("/");
}

/** The same with each part fit for a path and for a key in a bucket; two jobs never share it. */
export function placeOf({ tenant_id, name, environment }: JobName): string {
  return [tenant_id, name, environment].map(safePart).join("/");
}

/** A part as it is where it is harmless; else without what is not, and with a hash that keeps it apart from others. */
function safePart(part: string): string {
  if (/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$/.test(part)) return part;
  const hash = createHash("sha256").update(part).digest("hex").slice(0, 8);
  return `${part.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, 80)}_${hash}`;
}

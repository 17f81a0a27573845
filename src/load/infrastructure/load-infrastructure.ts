import type { Diagnostic } from "../../kit/diagnostic.ts";
import { checkShape, type CheckedShape } from "../../kit/check-shape.ts";
import { diagnosticAt, renderPath, type NodePath } from "../../kit/document.ts";
import type { LoadedFile, LoadedInfrastructure } from "../../kit/loaded-job.ts";
import { withoutNulls } from "../../kit/value-path.ts";
import type { Infrastructure, Runtime } from "../../spec/infrastructure.ts";
import type { Job } from "../../spec/job.ts";
import { locate, modernDocument, toValue, type ModernNode } from "../rewrite/modern-tree.ts";
import { canonicalRuntime, modernInfrastructure, type BlockNote } from "./modern-infrastructure.ts";

/** The block of a job in its canonical form, with the positions of what was written; undefined where the job has none, or none that can be read. */
export async function loadInfrastructure(
  file: LoadedFile<Job>,
): Promise<{ readonly infrastructure?: LoadedInfrastructure; readonly diagnostics: readonly Diagnostic[] }> {
  const raw = (file.raw as { readonly infrastructure?: unknown } | undefined)?.infrastructure;
  if (file.value?.infrastructure === undefined || raw === undefined) return { diagnostics: [] };
  const { document } = file;
  const { value, partial, diagnostics } = await checkBlock(file, raw);
  const block = value ?? partial;
  if (block === undefined) return { diagnostics };
  const sound = { ...(file.raw as object), infrastructure: block };
  const modern = modernInfrastructure(sound, document.value);
  const at =
    (severity: Diagnostic["severity"]) =>
    ({ path, message, hint }: BlockNote) =>
      diagnosticAt(document.file, document.rangeOf(path, "key"), "conflicting-keys", message, { severity, hint });
  return {
    infrastructure: {
      value: complete(withoutNulls(toValue(modern.root, sound)) as Partial<Infrastructure>),
      written: raw,
      waits: waitingPaths(file, modern.root, toValue(modern.root, sound)),
      document: modernDocument({ ...document, value: sound }, modern.root),
      older: modern.older,
    },
    diagnostics: [...diagnostics, ...modern.conflicts.map(at("error")), ...modern.repeats.map(at("warning"))],
  };
}

/** Where, in the canonical block, values stand that wait for an output. */
function waitingPaths(file: LoadedFile<Job>, root: ModernNode, value: unknown): ReadonlySet<string> {
  const written = new Set(file.placeholders.map((one) => renderPath(one.path)));
  const waiting = new Set<string>();
  const visit = (member: unknown, path: NodePath): void => {
    if (typeof member === "object" && member !== null)
      for (const [key, inner] of Object.entries(member)) visit(inner, [...path, Array.isArray(member) ? Number(key) : key]);
    else if (written.has(renderPath(locate(root, path, "value")))) waiting.add(renderPath(path));
  };
  if (written.size > 0) visit(value, []);
  return waiting;
}

/** The block's schema takes a while to make, and most jobs have no such block. */
async function checkBlock(file: LoadedFile<Job>, raw: unknown): Promise<CheckedShape<Record<string, unknown>>> {
  const { infrastructureSchema } = await import("../../spec/infrastructure.ts");
  const base = ["infrastructure"];
  return checkShape<Record<string, unknown>>(infrastructureSchema, raw, (path) => ({ document: file.document, path: [...base, ...path] }), {
    replaced: within(file.replaced),
    open: within([...file.placeholders.map((one) => renderPath(one.path)), ...(lacksVariable(file) ? file.replaced : [])]),
    base,
  });
}

/** A variable that is not set is told of where it is used; what it would have made of the value is not known. */
function lacksVariable({ diagnostics }: LoadedFile<Job>): boolean {
  return diagnostics.some(({ code }) => code === "missing-variable");
}

/** Paths of the file as paths of the block. */
function within(paths: Iterable<string>): ReadonlySet<string> {
  const prefix = "infrastructure.";
  return new Set([...paths].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length)));
}

/** What is left out means: nothing of that kind. The keys stand in the order in which people read them. */
function complete(block: Partial<Infrastructure>): Infrastructure {
  const { provider, provisioner = "terraform", region, runtime = {}, terraform = {} } = block;
  const { resource_identifiers = {}, tags = {}, labels = {}, annotations = {}, resources = {}, outputs = {} } = block;
  return {
    ...(provider === undefined ? {} : { provider }),
    provisioner,
    ...(region === undefined ? {} : { region }),
    runtime: canonicalRuntimeBlock(runtime),
    terraform,
    resource_identifiers,
    tags,
    labels,
    annotations,
    resources,
    outputs,
  };
}

/** The runtime by its canonical word, the bucket by its bare name. */
function canonicalRuntimeBlock(runtime: Runtime): Runtime {
  const { type, storage, compute } = runtime;
  return {
    ...runtime,
    ...(type === undefined ? {} : { type: canonicalRuntime(type, compute?.instance_type?.toLowerCase() === "fargate") }),
    ...(storage?.bucket === undefined ? {} : { storage: { ...storage, bucket: bareBucket(storage.bucket) } }),
  };
}

/** `s3://acme-data-lake/` names the bucket acme-data-lake. */
function bareBucket(written: string): string {
  return /^(?:s3a?|gs):\/\/([^/]+)\/?$/.exec(written)?.[1] ?? written;
}

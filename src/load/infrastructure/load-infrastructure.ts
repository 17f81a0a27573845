import type { Diagnostic } from "../../kit/diagnostic.ts";
import { diagnosticAt } from "../../kit/document.ts";
import type { LoadedFile, LoadedInfrastructure } from "../../kit/loaded-job.ts";
import { withoutNulls } from "../../kit/value-path.ts";
import type { Infrastructure, Runtime } from "../../spec/infrastructure.ts";
import type { Job } from "../../spec/job.ts";
import { modernDocument, toValue } from "../rewrite/modern-tree.ts";
import { canonicalRuntime, modernInfrastructure, type BlockNote } from "./modern-infrastructure.ts";

/** The block of a job in its canonical form, with the positions of what was written; undefined where the job has none, or none that can be read. */
export function loadInfrastructure(file: LoadedFile<Job>): {
  readonly infrastructure?: LoadedInfrastructure;
  readonly diagnostics: readonly Diagnostic[];
} {
  const raw = file.raw as { readonly infrastructure?: unknown } | undefined;
  const { document } = file;
  if (file.value?.infrastructure === undefined) return { diagnostics: [] };
  const sound = { ...raw, infrastructure: file.value.infrastructure };
  const modern = modernInfrastructure(sound, document.value);
  const at =
    (severity: Diagnostic["severity"]) =>
    ({ path, message, hint }: BlockNote) =>
      diagnosticAt(document.file, document.rangeOf(path, "key"), "conflicting-keys", message, { severity, hint });
  return {
    infrastructure: {
      value: complete(withoutNulls(toValue(modern.root, sound)) as Partial<Infrastructure>),
      document: modernDocument({ ...document, value: sound }, modern.root),
      older: modern.older,
    },
    diagnostics: [...modern.conflicts.map(at("error")), ...modern.repeats.map(at("warning"))],
  };
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

import path from "node:path";
import { projectPath } from "../kit/project-path.ts";
import type { World } from "../kit/world.ts";

/** Where a module is. */
export type ModuleSource =
  /** One that comes with Dativo, as a path from its folder `terraform`: `modules/aws_fargate`. */
  | { readonly kind: "shipped"; readonly path: string }
  | { readonly kind: "local"; readonly folder: string }
  /** Something that Terraform fetches. */
  | { readonly kind: "remote"; readonly source: string; readonly version?: string };

/** Why a source cannot be used; `key` is the one of `infrastructure.terraform` that says it. */
export interface SourceProblem {
  readonly key: "module_source" | "module_version";
  readonly code: "missing-key" | "file-not-found" | "unsupported-key" | "conflicting-keys";
  readonly message: string;
  readonly hint: string;
}

/** What tells where a module is. */
export interface SourceRequest {
  readonly source?: string;
  readonly version?: string;
  /** Name of a module that comes with Dativo, for jobs that name none. */
  readonly own?: string;
  /** The project root and the job file, absolute. */
  readonly root: string;
  readonly file: string;
  /** Dativo's own folder `terraform`, absolute. */
  readonly shipped: string;
}

/**
 * Finds a module: a folder, from the project root or else from the job's file; a path of a module that comes with Dativo
 * (`../terraform/aws/emr-dativo`) where the project has none there; or a source that Terraform fetches.
 */
export async function findModule(request: SourceRequest, world: World): Promise<ModuleSource | SourceProblem> {
  const { source, version, own } = request;
  if (source === undefined) return ownModule(own, version);
  const folder = await findFolder(request, source, world);
  if (folder) return version === undefined ? folder : versionOfFolder;
  if (isPath(source)) return noFolder(source);
  return fetched(source, version);
}

/** Whether a source was found. */
export function isSource(found: ModuleSource | SourceProblem): found is ModuleSource {
  return "kind" in found;
}

function ownModule(own: string | undefined, version: string | undefined): ModuleSource | SourceProblem {
  if (own === undefined) {
    return {
      key: "module_source",
      code: "missing-key",
      message: "no Terraform module: Dativo has none for this runtime, and the job names none",
      hint: "write infrastructure.terraform.module_source: a folder, or a source that Terraform takes",
    };
  }
  return version === undefined ? { kind: "shipped", path: `modules/${own}` } : versionOfFolder;
}

const versionOfFolder: SourceProblem = {
  key: "module_version",
  code: "unsupported-key",
  message: "module_version says nothing of a module in a folder: it is what it is",
  hint: "remove it, or name the module by a git or registry source",
};

function noFolder(source: string): SourceProblem {
  return {
    key: "module_source",
    code: "file-not-found",
    message: `there is no folder ${source}`,
    hint: "a path starts from the project root, or else from the job's file",
  };
}

/** What begins like a path, and what is neither an address nor three names of a registry: `modules/emr`. */
function isPath(source: string): boolean {
  if (/^(?:\.{1,2}(?:\/|$)|\/)/.test(source)) return true;
  return !source.includes(":") && !git.test(source) && !registry.test(source);
}

async function findFolder({ root, file, shipped }: SourceRequest, source: string, world: World): Promise<ModuleSource | undefined> {
  if (/:/.test(source)) return undefined;
  for (const base of [root, path.dirname(file)]) {
    const folder = await projectPath(source, base, root, world);
    if ((await world.files.stat(folder))?.isFolder) return { kind: "local", folder };
  }
  const inside = /(?:^|\/)terraform\/((?:modules|aws|gcp)\/[\w-]+)\/?$/.exec(source)?.[1];
  if (inside === undefined || !(await world.files.stat(path.join(shipped, inside)))?.isFolder) return undefined;
  return { kind: "shipped", path: inside };
}

const registry = /^(?:[\w.-]+\.[\w.-]+(?::\d+)?\/)?[\w-]+\/[\w-]+\/[\w-]+(?:\/\/.*)?$/;
const git = /^(?:git::|git@|github\.com\/|bitbucket\.org\/)/;

function fetched(source: string, version: string | undefined): ModuleSource | SourceProblem {
  if (version === undefined) return { kind: "remote", source };
  if (git.test(source)) return withRef(source, version);
  if (registry.test(source)) return { kind: "remote", source, version };
  return {
    key: "module_version",
    code: "unsupported-key",
    message: `module_version says nothing of the source ${source}`,
    hint: "only registry modules have versions, and git sources refs; elsewhere the address itself names what is fetched",
  };
}

function withRef(source: string, version: string): ModuleSource | SourceProblem {
  const ref = /[?&]ref=([^&]*)/.exec(source)?.[1];
  if (ref === undefined)
    return { kind: "remote", source: `${source}${source.includes("?") ? "&" : "?"}ref=${encodeURIComponent(version)}` };
  if (decodeURIComponent(ref) === version) return { kind: "remote", source };
  return {
    key: "module_version",
    code: "conflicting-keys",
    message: `module_version is ${version}, but the source says ref=${ref}`,
    hint: "keep one of them",
  };
}

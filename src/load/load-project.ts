import path from "node:path";
import type { LoadedFile } from "../kit/loaded-job.ts";
import type { World } from "../kit/world.ts";
import type { Policy } from "../spec/policy.ts";
import type { Project } from "../spec/project.ts";
import { remember, type LoadCache } from "./load-cache.ts";
import { checkFile, readYaml } from "./load-file.ts";

/** Reads `dativo.yaml` of a project root; undefined where there is none, or where it is empty and only marks the root. */
export function loadProject(root: string, world: World, cache: LoadCache): Promise<LoadedFile<Project> | undefined> {
  return remember(cache, `project ${root}`, async () => {
    const file = path.join(root, "dativo.yaml");
    const parsed = await readYaml(file, world);
    if (!parsed || parsed.diagnostics.every((one) => one.code === "file-empty") === parsed.diagnostics.length > 0) return undefined;
    const { projectSchema } = await import("../spec/project.ts");
    return checkFile<Project>(file, parsed, projectSchema, world.env);
  });
}

/** Reads `configs/policy.yaml` of a project root; undefined where there is none. Keys below `policy:` count like the others. */
export function loadPolicy(root: string, world: World, cache: LoadCache): Promise<LoadedFile<Policy> | undefined> {
  return remember(cache, `policy ${root}`, async () => {
    const file = path.join(root, "configs", "policy.yaml");
    const parsed = await readYaml(file, world);
    if (!parsed) return undefined;
    const { policySchema } = await import("../spec/policy.ts");
    const { value, ...rest } = checkFile(file, parsed, policySchema, world.env);
    if (!value) return rest;
    const { policy: older, $schema: _schema, ...own } = value;
    return { ...rest, value: { ...older, ...own } };
  });
}

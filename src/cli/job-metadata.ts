import type { World } from "../kit/world.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import type { Tag } from "../spec/tags.ts";
import { renderTags } from "../tags/render-tags.ts";

/** How many tags of a job a module can put on a resource: the cloud's limit, less what module and provider add themselves. */
const room: Readonly<Partial<Record<NonNullable<Infrastructure["provider"]>, number>>> = { aws: 48, azure: 48, gcp: 61 };

/** The job's tags as Terraform modules take them; tags for which a resource has no room are left out, the least important first, and named as a warning. */
export function jobMetadata(tags: readonly Tag[], { provider }: Infrastructure, world: World): Readonly<Record<string, string>> {
  const all = renderTags(tags, "terraform").tags;
  const budget = provider && room[provider];
  if (budget === undefined || Object.keys(all).length <= budget) return all;
  const kept = renderTags(tags, "terraform", { budget }).tags;
  const left = Object.keys(all).filter((key) => !Object.hasOwn(kept, key));
  world.terminal.err(`warning: a resource at ${provider} has no room for ${left.length} of the job's tags: ${left.join(", ")}\n`);
  return kept;
}

import type { RenderedTags, Tag } from "../spec/tags.ts";
import { DativoError } from "../kit/error.ts";
import { suggest } from "../kit/suggest.ts";
import type { TagRenderer } from "./tag-renderer.ts";
import { icebergRenderer } from "./targets/iceberg.ts";

/** Every target that tags can be rendered for; adding one is a file under `targets/` and its name here. */
export const tagRenderers: readonly TagRenderer[] = [icebergRenderer];

/** Renders tags in the style of a target; throws `not_found` naming the targets that exist. */
export function renderTags(tags: readonly Tag[], target: string): RenderedTags {
  const names = tagRenderers.map((renderer) => renderer.name);
  const renderer = tagRenderers.find((candidate) => candidate.name === target);
  if (renderer) return renderer.render(tags);
  const near = suggest(target, names);
  throw new DativoError("not_found", `there is no tag style for target '${target}'`, {
    hint: near === undefined ? `targets: ${names.join(", ")}` : `did you mean '${near}'?`,
  });
}

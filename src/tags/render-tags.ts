import type { RenderedTags, Tag } from "../spec/tags.ts";
import { DativoError } from "../kit/error.ts";
import { suggest } from "../kit/suggest.ts";
import type { TagRenderer } from "./tag-renderer.ts";
import { awsRenderer } from "./targets/aws.ts";
import { azureRenderer } from "./targets/azure.ts";
import { dagsterRenderer } from "./targets/dagster.ts";
import { databricksRenderer } from "./targets/databricks.ts";
import { gcpRenderer } from "./targets/gcp.ts";
import { icebergRenderer } from "./targets/iceberg.ts";
import { kubernetesRenderer } from "./targets/kubernetes.ts";
import { terraformRenderer } from "./targets/terraform.ts";

/** Every target that tags can be rendered for; adding one is a file under `targets/`, its name in `spec/tags.ts`, and a line here. */
export const tagRenderers: readonly TagRenderer[] = [
  awsRenderer,
  azureRenderer,
  gcpRenderer,
  kubernetesRenderer,
  databricksRenderer,
  icebergRenderer,
  dagsterRenderer,
  terraformRenderer,
];

/** What a caller may ask of a renderer. */
export interface RenderOptions {
  /** At most so many tags, where the resource takes fewer than the target's others: 10 on S3 objects. */
  readonly budget?: number;
}

/**
 * Renders tags in the style of a target. Throws `not_found` naming the targets that exist, and `refused` for a budget that is
 * no whole number of at least 1 or more than a resource of the target takes.
 */
export function renderTags(tags: readonly Tag[], target: string, { budget }: RenderOptions = {}): RenderedTags {
  const renderer = tagRenderers.find((candidate) => candidate.name === target) ?? unknown(target);
  if (budget === undefined) return renderer.render(tags);
  if (!Number.isSafeInteger(budget) || budget < 1 || budget > (renderer.limit ?? budget)) {
    const most = renderer.limit === undefined ? "of at least 1" : `from 1 to ${renderer.limit}`;
    throw new DativoError("refused", `the budget for ${target} is a whole number ${most}, not ${budget}`);
  }
  return renderer.render(tags, budget);
}

function unknown(target: string): never {
  const names = tagRenderers.map((renderer) => renderer.name);
  const near = suggest(target, names);
  throw new DativoError("not_found", `there is no tag style for target '${target}'`, {
    hint: near === undefined ? `targets: ${names.join(", ")}` : `did you mean '${near}'?`,
  });
}

import type { RenderedTags, Tag, TagTarget } from "../spec/tags.ts";

/** One target's style. Nothing is lost silently: what a renderer alters is in `changes`. */
export interface TagRenderer {
  readonly name: TagTarget;
  /** One sentence for lists and docs. */
  readonly summary: string;
  /** How many tags a resource of the target takes; absent where nothing limits them. */
  readonly limit?: number;
  /** At most `budget` tags; what goes first is told by `withinBudget`. */
  render(tags: readonly Tag[], budget?: number): RenderedTags;
}

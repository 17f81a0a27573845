import type { RenderedTags, Tag } from "../spec/tags.ts";

/** One target's style. Nothing is lost silently: what a renderer alters is in `changes`. */
export interface TagRenderer {
  readonly name: string;
  /** One sentence for lists and docs. */
  readonly summary: string;
  render(tags: readonly Tag[]): RenderedTags;
}

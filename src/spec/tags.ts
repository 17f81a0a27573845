/** The namespaces of the canonical tag set. */
export type TagNamespace = "identity" | "asset" | "classification" | "governance" | "finops" | "infrastructure";

/** One fact about a job that follows it to every table and resource. */
export interface Tag {
  readonly namespace: TagNamespace;
  /** Canonical key: snake_case, or as written where it holds `.` or `/`. */
  readonly key: string;
  readonly value: TagValue;
  /** Who set it, weakest first; the last one won. */
  readonly sources: readonly TagSource[];
}

export type TagValue = string | number | boolean | readonly string[];

/** One setting of a tag. */
export interface TagSource {
  readonly layer: "default" | "asset" | "job" | "infrastructure" | "system";
  readonly value: TagValue;
  /** `file:line`, where a file said so. */
  readonly at?: string;
}

/** A tag set in one target's own style, and what the style did to it. */
export interface RenderedTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly changes: readonly TagChange[];
}

/** Something the renderer could not carry over as it was. */
export interface TagChange {
  readonly tag: string;
  readonly change: "renamed" | "rewritten" | "cut" | "dropped" | "collided";
  readonly detail: string;
}

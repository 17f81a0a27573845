/** The namespaces of the canonical tag set, in the order in which people read them. */
export const tagNamespaces = ["identity", "asset", "classification", "governance", "finops", "infrastructure"] as const;
/** The namespace of one tag. */
export type TagNamespace = (typeof tagNamespaces)[number];

/** One fact about a job that follows it to every table and resource. */
export interface Tag {
  readonly namespace: TagNamespace;
  /** Canonical key: snake_case, or as written where it holds `.` or `/`. */
  readonly key: string;
  /** Of the strongest source; lists hold what all sources say, the asset's first. */
  readonly value: TagValue;
  /** Who set it, weakest first; the last one won. */
  readonly sources: readonly TagSource[];
}

/** What a tag says: one fact, or a list in which the order has no meaning beyond who came first. */
export type TagValue = string | number | boolean | readonly string[];

/** Who may set a tag, weakest first (SPEC section 3). */
export const tagLayers = ["default", "asset", "job", "infrastructure", "system"] as const;
/** One of them. */
export type TagLayer = (typeof tagLayers)[number];

/** One setting of a tag. */
export interface TagSource {
  readonly layer: TagLayer;
  readonly value: TagValue;
  /** The key as the user wrote it, where that is not the canonical one. */
  readonly written?: string;
  /** `file:line`, where a file said so. */
  readonly at?: string;
}

/** The tags that every resource of a job has to carry, and the last to go where there is no room. */
export const requiredTagKeys = ["job_name", "team", "pipeline_type", "environment", "cost_center"] as const;

/** Every target that tags can be rendered for. */
export const tagTargets = ["aws", "azure", "gcp", "kubernetes", "databricks", "iceberg", "dagster", "terraform"] as const;
/** One of them. */
export type TagTarget = (typeof tagTargets)[number];

/** A tag set in one target's own style, and what the style did to it. */
export interface RenderedTags {
  readonly tags: Readonly<Record<string, string>>;
  /** What does not fit into a tag of the target, whole: annotations of Kubernetes, metadata of Dagster. */
  readonly overflow?: Readonly<Record<string, string>>;
  readonly changes: readonly TagChange[];
}

/** Something the renderer could not carry over as it was. */
export interface TagChange {
  /** `namespace.key` of the canonical tag. */
  readonly tag: string;
  readonly change: "renamed" | "rewritten" | "cut" | "dropped" | "collided";
  readonly detail: string;
}

/** Whose spelling of keys and values a provider's resources take. */
export type TagStyle = "aws" | "azure" | "gcp" | "kubernetes" | "plain";

/** A place in a resource where tags stand, or where it is said that what the resource launches inherits them. */
export interface TagSlot {
  /** Names from the resource to the place: `["template", "labels"]`. Blocks on the way may be repeated: each is looked at. */
  readonly path: readonly string[];
  /** The attribute beside it in which the provider writes the tags together with its own defaults: `tags_all`. */
  readonly merged?: string;
  /**
   * How tags stand there: a map (when left out); `blocks` of `key`, `value` and `propagate_at_launch`; or a `switch`, which
   * holds no tags but says that they are inherited.
   */
  readonly form?: "blocks" | "switch";
  /** The attribute beside a map that makes tags of elsewhere do for it: `propagate_tags`. */
  readonly inherit?: string;
  /** The values of `inherit`, or of a switch, with which tags are inherited. */
  readonly switches?: readonly (string | boolean)[];
  /** How many names of the path, from the left, may lead nowhere without tags being missed: all but the last when left out. */
  readonly optional?: number;
  /** Only those of the repeated blocks that hold the tags whose attribute has this value: `["resource_type", "instance"]`. */
  readonly where?: readonly [attribute: string, value: string];
  /** Attributes of the resource of which one that is true makes the place meaningless. */
  readonly unless?: readonly string[];
  /** Attributes of the resource of which one must be given for the place to mean anything. */
  readonly given?: readonly string[];
  /** A map of the resource itself that, where it is written, is looked at in place of this one: `volume_tags`. */
  readonly instead?: string;
}

/** What is known of one provider's resources. */
export interface ProviderTags {
  readonly style: TagStyle;
  /** Where tags stand, by resource type; an empty list for a type that takes none. */
  readonly types: Readonly<Record<string, readonly TagSlot[]>>;
  /** Why a type, or a resource of it without the attributes it needs, takes none; where the plain sentence does not say enough. */
  readonly reasons?: Readonly<Record<string, string>>;
}

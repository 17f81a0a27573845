/** What is wrong with a tag, or not known of it. */
export type TagProblem = "missing" | "wrong" | "unknown";

/** How a resource stands. Of several findings the first of this order decides: missing, wrong, unknown. */
export type AuditStatus = "ok" | TagProblem | "untaggable";

/** One tag at one place that is not as expected. Values that are sensitive, or literals of the configuration, are left out. */
export interface TagFinding {
  /** Where in the resource: `tags`, `template.labels`, `propagate_tags`. */
  readonly slot: string;
  /** Canonical key. */
  readonly key: string;
  /** The key as the provider's resources spell it. */
  readonly styled: string;
  readonly problem: TagProblem;
  readonly expected?: string;
  readonly found?: string;
  /** The key is there, and only its value is known after apply. */
  readonly valueOnly?: true;
  /** More than the problem says: `it is blank`. */
  readonly detail?: string;
}

/** One resource under audit. */
export interface ResourceAudit {
  readonly address: string;
  readonly type: string;
  readonly provider: string;
  readonly status: AuditStatus;
  /** Whether it counts towards the coverage: also when only a value is known after apply and the audit is not strict. */
  readonly covered: boolean;
  readonly findings: readonly TagFinding[];
  /** Findings about optional tags: nothing follows from them. */
  readonly optional: readonly TagFinding[];
  /** Why it takes no tags. */
  readonly reason?: string;
  /** `values` where the type is not in Dativo's data and the resource's own values had to tell. */
  readonly decidedBy: "type" | "values";
}

/** A tag that somebody changed outside of Terraform, or a resource that is gone. */
export interface TagDrift {
  readonly address: string;
  readonly change: "added" | "changed" | "removed" | "gone";
  /** Absent for a resource that is gone. */
  readonly slot?: string;
  /** As it is written there. */
  readonly key?: string;
  readonly before?: string;
  readonly after?: string;
}

/** The audit of one plan or state. */
export interface TagAudit {
  readonly kind: "plan" | "state";
  readonly terraformVersion?: string;
  readonly resources: readonly ResourceAudit[];
  readonly coverage: Coverage;
  readonly drift: readonly TagDrift[];
  readonly notes: readonly string[];
  /** Every taggable resource is covered, and the document is whole. */
  readonly passed: boolean;
}

/** How many of the resources that can carry tags carry them. */
export interface Coverage {
  readonly taggable: number;
  readonly covered: number;
  readonly untaggable: number;
  /** With one decimal, rounded down, so that 100 means all; 100 of none. */
  readonly percent: number;
}

/** The coverage of counts; of several documents together, of the sums of their counts. */
export function coverageOf(counts: readonly Omit<Coverage, "percent">[]): Coverage {
  const sum = (name: "taggable" | "covered" | "untaggable"): number => counts.reduce((total, one) => total + one[name], 0);
  const [taggable, covered] = [sum("taggable"), sum("covered")];
  const percent = taggable === 0 ? 100 : Math.floor((covered * 1000) / taggable) / 10;
  return { taggable, covered, untaggable: sum("untaggable"), percent };
}

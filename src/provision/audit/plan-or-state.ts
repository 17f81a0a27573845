import type { Tree } from "./tree.ts";

/** What a plan or a state says of the resources that exist, or will. */
export interface PlanOrState {
  readonly kind: "plan" | "state";
  /** Of the program that wrote it; absent where it does not say. */
  readonly terraformVersion?: string;
  /** Managed resources that are there when the plan is applied; none that are only deleted, and no data sources. */
  readonly resources: readonly Resource[];
  /** What somebody changed outside of Terraform, as a plan reports it. */
  readonly drifted: readonly DriftedResource[];
  /** The `configuration` of a plan, in which constants stand. Never printed: it holds literals, secrets included. */
  readonly configuration?: Tree;
  /** Values of variables that are marked as sensitive: what a provider makes of them bears no mark. */
  readonly secrets: readonly string[];
  /** Why the document may not tell of all resources, a sentence each. */
  readonly notes: readonly string[];
  /** The plan ended in an error: that what it holds is in order proves nothing. */
  readonly isBroken: boolean;
}

/** Which resource it is. */
export interface ResourceName {
  /** With modules and index: `module.a["x"].aws_sqs_queue.q[0]`. */
  readonly address: string;
  readonly type: string;
  /** Namespace and name in lower case, whatever registry or mirror it came from: `hashicorp/aws`. */
  readonly provider: string;
}

/** A resource, or an instance of one with `count` or `for_each`. */
export interface Resource extends ResourceName {
  readonly values: Tree;
  /** A mask: what is known only after apply. */
  readonly unknown: unknown;
  /** A mask: what must not be printed. */
  readonly sensitive: unknown;
}

/** A resource as it was when Terraform last wrote it, and as it is; `after` is absent when it is gone. */
export interface DriftedResource extends ResourceName {
  readonly before: Tree;
  readonly after: Tree | undefined;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

/** `hashicorp/aws` for `registry.example/hashicorp/aws`. */
export function providerName(address: string): string {
  return address.split("/").slice(-2).join("/").toLowerCase();
}

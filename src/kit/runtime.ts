import type { InfrastructureProvider, JsonValue, Runtime } from "../spec/infrastructure.ts";
import type { NodePath } from "./document.ts";

/** What a job can run on. The folder's name under plugins/runtimes is the value of `infrastructure.runtime.type`. */
export interface RuntimePlugin {
  readonly name: string;
  /** One sentence for lists and docs. */
  readonly summary: string;
  readonly capabilities: {
    /** Providers that it can be at, the usual one first. */
    readonly providers: readonly InfrastructureProvider[];
    /** Whether terraform/modules has a module of the runtime's name, which is used where the job names none. */
    readonly module: boolean;
  };
  /** Imports what it knows of its blocks. */
  load(): Promise<RuntimeKnowledge>;
}

/** What a runtime knows of its blocks. */
export interface RuntimeKnowledge {
  /** What of a runtime block cannot be: every problem at once, nothing thrown. Placeholders of values that wait for an output are left out before. Pure. */
  check(runtime: Runtime): readonly RuntimeProblem[];
  /**
   * What the block says, under the names and in the units of the runtime's Terraform module: `cpu: "1 vCPU"` becomes
   * `{ cpu: "1024" }` for Fargate. Only what the block says; a module keeps its own defaults. Pure.
   */
  moduleInputs(runtime: Runtime): Readonly<Record<string, JsonValue>>;
}

/** One value that the runtime cannot take. */
export interface RuntimeProblem {
  /** From the runtime block: `["cpu"]`. */
  readonly path: NodePath;
  readonly message: string;
  readonly hint?: string;
}

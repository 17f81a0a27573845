import type { Connector } from "../spec/connector.ts";
import type { Contract } from "../spec/contract.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import type { Job } from "../spec/job.ts";
import type { Policy } from "../spec/policy.ts";
import type { Project } from "../spec/project.ts";
import type { Diagnostic } from "./diagnostic.ts";
import type { NodePath, Range, SourceDocument } from "./document.ts";

/** A Terraform output that a value waits for. */
export interface Placeholder {
  readonly file: string;
  readonly path: NodePath;
  readonly range: Range;
  /** As written: `{{terraform_outputs.bucket}}`. */
  readonly text: string;
  readonly output: string;
}

/** A file that was read, checked and had its variables replaced. */
export interface LoadedFile<T> {
  /** Absolute path. */
  readonly path: string;
  readonly document: SourceDocument;
  /** The value after interpolation, unchecked; null members are still there. */
  readonly raw: unknown;
  /** Output of the file kind's schema; without the parts that are wrong or wait for an output when `incomplete`. */
  readonly value?: T;
  readonly incomplete: boolean;
  readonly placeholders: readonly Placeholder[];
  /** Rendered paths of values that a variable or an output took part in. */
  readonly replaced: ReadonlySet<string>;
  /** Values of variables that went where secrets go. For the redactor alone. */
  readonly secrets: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** A job's `infrastructure` block in its canonical form. */
export interface LoadedInfrastructure {
  readonly value: Infrastructure;
  /** The block as it was written, variables replaced, right or wrong. */
  readonly written: unknown;
  /** Rendered canonical paths of values that wait for an output. */
  readonly waits: ReadonlySet<string>;
  /** Canonical paths (`["tags", "team"]`), with the positions of what was written. */
  readonly document: SourceDocument;
  /** Whether an older spelling was used. */
  readonly older: boolean;
}

/** A job with every file that it stands on; what is wrong anywhere is in `diagnostics`. */
export interface LoadedJob {
  /** Project root, absolute. */
  readonly root: string;
  readonly job: LoadedFile<Job>;
  readonly sourceRecipe?: LoadedFile<Connector>;
  readonly targetRecipe?: LoadedFile<Connector>;
  readonly policy?: LoadedFile<Policy>;
  readonly project?: LoadedFile<Project>;
  /** Absent when it could not be found or read. */
  readonly contract?: Contract;
  readonly infrastructure?: LoadedInfrastructure;
  /** Of all files, unsorted. */
  readonly diagnostics: readonly Diagnostic[];
}

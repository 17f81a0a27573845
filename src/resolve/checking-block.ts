import type { DiagnosticCode } from "../kit/diagnostic-codes.ts";
import type { NodePath } from "../kit/document.ts";
import type { LoadedInfrastructure } from "../kit/loaded-job.ts";
import type { RuntimePlugin } from "../kit/runtime.ts";
import { valueAt } from "../kit/value-path.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";

/** A block that is being checked. */
export interface Checking {
  readonly loaded: LoadedInfrastructure;
  readonly block: Infrastructure;
  readonly runtime: RuntimePlugin | undefined;
  readonly environment: string;
  /** Whether a variable says what the runtime is: the provider is then found out each time. */
  readonly isOpenRuntime: boolean;
  /** Reports something at a path of the canonical block. */
  readonly problem: (
    code: DiagnosticCode,
    path: NodePath,
    message: string,
    hint?: string,
    part?: "key" | "value",
    severity?: "error" | "warning",
  ) => void;
}

/** Whether the file says something there, be it wrong: what is wrong has been told, and is not missing as well. */
export function isSaid({ written }: LoadedInfrastructure, ...path: readonly string[]): boolean {
  return path.some((_, index) => {
    const value = valueAt(written, path.slice(0, index + 1));
    const isLast = index === path.length - 1;
    return value !== undefined && value !== null && (isLast || typeof value !== "object" || Array.isArray(value));
  });
}

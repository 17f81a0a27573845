import type { JsonValue } from "./infrastructure.ts";

/** One output of what made the infrastructure. */
export interface Output {
  readonly value: JsonValue;
  /** Not to be shown, nor written anywhere unless somebody asks for it. */
  readonly sensitive: boolean;
}

/** Outputs by name. */
export type Outputs = Readonly<Record<string, Output>>;

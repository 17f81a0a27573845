import type { DataType } from "./data-type.ts";

/** A data contract, whichever ODCS version or older spelling the file had. */
export interface Contract {
  /** The file it came from, as the user names it. */
  readonly file: string;
  readonly apiVersion: string;
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly status?: string;
  readonly domain?: string;
  readonly dataProduct?: string;
  readonly tenant?: string;
  /** `description.purpose`, or the plain text. */
  readonly description?: string;
  readonly tags: readonly string[];
  readonly owner?: string;
  readonly objects: readonly SchemaObject[];
  readonly facts: ContractFacts;
}

/** Dativo's own facts: `customProperties` in ODCS, top-level keys in the older spelling. */
export interface ContractFacts {
  readonly source_type?: string;
  readonly object?: string;
  readonly target?: { readonly file_format?: string; readonly partitioning?: readonly string[]; readonly mode?: string };
  readonly compliance?: {
    readonly classification?: readonly string[];
    readonly regulations?: readonly string[];
    readonly retention_days?: number;
    readonly encryption_required?: boolean;
    readonly access_control?: string;
  };
  readonly finops?: Finops;
  readonly change_policy?: "breaking" | "non-breaking";
}

/** Who pays. */
export interface Finops {
  readonly cost_center?: string;
  readonly business_tags?: readonly string[];
  readonly project?: string;
  readonly environment?: string;
}

/** One table or document type of a contract. */
export interface SchemaObject {
  readonly name: string;
  readonly physicalName?: string;
  readonly description?: string;
  readonly properties: readonly Property[];
  readonly quality: readonly Quality[];
}

/** One column, or a member of a nested one. */
export interface Property {
  readonly id?: string;
  readonly name: string;
  readonly physicalName?: string;
  readonly description?: string;
  readonly type: DataType;
  readonly required: boolean;
  readonly unique: boolean;
  /** 1-based position in the key; 0 when it is no part of it. */
  readonly primaryKey: number;
  /** 1-based position among the partition columns; 0 when it is none. */
  readonly partitionKey: number;
  readonly classification?: string;
  /** ODCS `logicalTypeOptions` as written, already checked against the logical type. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Allowed values (`enum` of 3.2, `logicalTypeOptions.enum` of older files). */
  readonly enum?: readonly (string | number | boolean)[];
  readonly quality: readonly Quality[];
}

/** One ODCS quality rule; `column` rules hang on a property, table rules on the object. */
export interface Quality {
  readonly id?: string;
  readonly name?: string;
  readonly description?: string;
  readonly dimension?: string;
  readonly type: "library" | "sql" | "text" | "custom";
  readonly metric?: string;
  readonly arguments?: Readonly<Record<string, unknown>>;
  readonly query?: string;
  readonly unit?: "rows" | "percent";
  readonly severity: "error" | "warning";
  /** The one operator: `mustBe`, `mustBeLessThan`, `mustBeBetween`, ... with its value. */
  readonly operator?: { readonly name: string; readonly value: unknown };
}

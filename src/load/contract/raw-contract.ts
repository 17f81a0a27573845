/** A contract as the file has it, once it is known to satisfy the ODCS schema: the parts that Dativo reads. */
export interface RawContract {
  readonly apiVersion: string;
  readonly id: string;
  readonly version: string;
  readonly name?: string;
  readonly status?: string;
  readonly domain?: string;
  readonly dataProduct?: string;
  readonly tenant?: string;
  readonly description?: { readonly purpose?: string; readonly usage?: string };
  readonly tags?: readonly string[];
  readonly team?: RawTeam | readonly RawMember[];
  readonly schema?: readonly RawObject[];
  readonly customProperties?: readonly RawCustomProperty[];
}

/** `team` of 3.1; 3.0 lists the members alone. */
export interface RawTeam {
  readonly name?: string;
  readonly members?: readonly RawMember[];
}

/** One person of the team. */
export interface RawMember {
  readonly username?: string;
  readonly name?: string;
  readonly role?: string;
}

/** One of `customProperties`. */
export interface RawCustomProperty {
  readonly property?: string;
  readonly value?: unknown;
}

/** One table or document type. */
export interface RawObject {
  readonly name: string;
  readonly physicalName?: string;
  readonly description?: string;
  readonly properties?: readonly RawProperty[];
  readonly quality?: readonly RawQuality[];
}

/** One column, a member of a nested one, or the element of a list (which has no name). */
export interface RawProperty {
  readonly id?: string;
  readonly name?: string;
  readonly physicalName?: string;
  readonly description?: string;
  readonly logicalType?: string;
  readonly physicalType?: string;
  readonly logicalTypeOptions?: Readonly<Record<string, unknown>>;
  readonly required?: boolean;
  readonly unique?: boolean;
  readonly primaryKey?: boolean;
  readonly primaryKeyPosition?: number;
  readonly partitioned?: boolean;
  readonly partitionKeyPosition?: number;
  readonly classification?: string;
  readonly enum?: readonly { readonly value: string | number | boolean | null }[];
  readonly quality?: readonly RawQuality[];
  readonly items?: RawProperty;
  readonly properties?: readonly RawProperty[];
  readonly map?: { readonly key: RawProperty; readonly value: RawProperty };
}

/** One quality rule, whose keys depend on its type. */
export type RawQuality = Readonly<Record<string, unknown>>;

/** Bytes under locations (URLs or absolute paths). Object stores and the disk look alike; every failure is a DativoError. */
export interface Store {
  /** The whole object. */
  read(location: string): Promise<Uint8Array>;
  /** `length` bytes from `offset`. */
  readRange(location: string, offset: number, length: number): Promise<Uint8Array>;
  /** Replaces or creates, durably and in one step. */
  put(location: string, content: Uint8Array | string): Promise<void>;
  /** Creates, durably and in one step; false when something is there already. */
  putIfAbsent(location: string, content: Uint8Array | string): Promise<boolean>;
  /** Brings a finished local file to a location (a move on the same disk, a multipart upload elsewhere). */
  putFile(location: string, localPath: string): Promise<void>;
  /** Locations below a prefix, sorted, with sizes; empty when there is nothing. */
  list(prefix: string): Promise<readonly { readonly location: string; readonly size: number }[]>;
  /** Nothing happens when it is not there. */
  delete(location: string): Promise<void>;
  /** The local path of a location, where engines can read and write in place; undefined for remote stores. */
  localPath(location: string): string | undefined;
}

/** A kind of store, chosen by the location's scheme. */
export interface StorePlugin {
  readonly name: string;
  readonly summary: string;
  /** URL schemes it serves; the empty text is a plain path. */
  readonly schemes: readonly string[];
  load(): Promise<{ open(config: unknown): Promise<Store> }>;
}

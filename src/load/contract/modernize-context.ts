import type { NodePath } from "../../kit/document.ts";
import type { ModernNode } from "../rewrite/modern-tree.ts";

/** Takes note of an old spelling at a place of the original. */
export type Note = (path: NodePath, message: string) => void;

/** What the rewriting of every part may ask and tell. */
export interface ModernizeContext {
  readonly note: Note;
  /** Takes note of two spellings of one fact that disagree. */
  readonly conflict: Note;
  /** Whether the contract is lifted from 3.0 to 3.1, where some spellings changed. */
  readonly upgrade: boolean;
  /** Whether `enum` is a key of properties (3.2). */
  readonly hasEnum: boolean;
  /** Quality rules from elsewhere that belong to columns, by name. */
  readonly columnRules: ReadonlyMap<string, readonly ModernNode[]>;
}

/** A member of the root, wherever it stands in the original. */
export interface RootMember {
  readonly key: string;
  readonly path: NodePath;
  readonly value: unknown;
}

import { DativoError } from "../../kit/error.ts";
import { asTree, type Tree } from "./tree.ts";

/** A list of objects that a plan or a state must have under a key, or may leave out. Throws `refused` where something else is there: what cannot be read is not in order. */
export function objectsAt(tree: Tree, key: string, where: string): readonly Tree[] {
  const list = tree[key];
  if (list === undefined) return [];
  if (!Array.isArray(list)) throw damaged(`${where}${key} is no list`);
  return (list as readonly unknown[]).map((one, index) => asTree(one) ?? fail(`${where}${key}[${index}] is no object`));
}

/** An object that must be there. */
export function objectAt(tree: Tree, key: string, where: string): Tree {
  return asTree(tree[key]) ?? fail(`${where}${key} is no object`);
}

/** The texts that say which resource it is must be there. */
export function checkTexts(entry: Tree, keys: readonly string[], where: string): void {
  for (const key of keys) if (typeof entry[key] !== "string") throw damaged(`${where}${key} is no text`);
}

/** A list that must be there. */
export function checkList(tree: Tree, key: string, where: string): void {
  if (!Array.isArray(tree[key])) throw damaged(`${where}${key} is no list`);
}

function fail(what: string): never {
  throw damaged(what);
}

/** Why a document says nothing of which one could be sure. */
export function damaged(what: string): DativoError {
  return new DativoError("refused", `it is damaged: ${what}`, { hint: "write it again with terraform show -json" });
}

import { flatRenderer } from "../flat-renderer.ts";
import type { Cut } from "../flat-style.ts";
import { kebabCase } from "../legal-keys.ts";

const ourPrefix = "dativo.io/";
const nameLimit = 63;

/** Labels of Kubernetes objects; the value that a label cannot hold as it is goes to the annotation of the same key. */
export const kubernetesRenderer = flatRenderer({
  name: "kubernetes",
  summary: "Kubernetes labels: dativo.io/kebab-case, lists joined by _; values that do not fit go to annotations",
  separator: "_",
  ownKeys: "job",
  spell: (key) => (key.includes("/") ? key : ourPrefix + kebabCase(key)),
  legalKey,
  cutKey,
  legalValue: (text) => text.replace(/[^A-Za-z0-9._-]/gu, "_"),
  valueLimit: 63,
  trimValue: trimEnds,
  reserved: (key) => (/^(kubernetes|k8s)\.io\//.test(key) ? "its prefix is reserved for Kubernetes itself" : undefined),
  overflow: ({ key, value, plainValue }) => (value === plainValue ? undefined : [key, plainValue]),
});

/** A key with a prefix that Kubernetes takes keeps it; any other becomes a name under ours. A key of which nothing is left is empty. */
function legalKey(key: string): string {
  const slash = key.indexOf("/");
  const [prefix, name] = [key.slice(0, slash), key.slice(slash + 1)];
  if (isDomain(prefix) && isName(name)) return key;
  const whole = key.startsWith(ourPrefix) ? name : key;
  const mended = trimEnds(whole.replace(/[^A-Za-z0-9._-]/gu, "-"));
  return mended === "" ? "" : ourPrefix + mended;
}

function cutKey(key: string, cut: Cut): string {
  const slash = key.indexOf("/") + 1;
  return key.slice(0, slash) + trimEnds(cut(key.slice(slash), nameLimit));
}

function isDomain(text: string): boolean {
  return text.length <= 253 && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(text);
}

function isName(text: string): boolean {
  return /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/.test(text);
}

function trimEnds(text: string): string {
  return text.replace(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

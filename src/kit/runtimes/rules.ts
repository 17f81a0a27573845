import type { Runtime } from "../../spec/infrastructure.ts";
import { isGiven } from "../quantities.ts";
import type { RuntimeProblem } from "../runtime.ts";
import { valueAt } from "../value-path.ts";
import type { Rule } from "./define-runtime.ts";

/** Keys that mean nothing on a runtime, as `compute.instance_type`, each with what to do instead. */
export function takesNo(name: string, keys: Readonly<Record<string, string>>): Rule {
  return (runtime) =>
    Object.entries(keys)
      .filter(([key]) => saysSomething(valueAt(runtime, key.split("."))))
      .map(([key, hint]) => ({ path: key.split("."), message: `'${key}' means nothing on ${name}`, hint }));
}

/** Empty mappings and lists say nothing, and neither does scaling that is turned off. */
function saysSomething(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isGiven(value);
  if ((value as { readonly enabled?: unknown }).enabled === false) return false;
  return Object.values(value).some(saysSomething);
}

/** What each text at a key must look like; the text is shown where it does not. Other kinds of values are not judged. */
export function looksLike(key: string, what: string, pattern: RegExp, hint: string): Rule {
  return (runtime) =>
    textsAt(runtime, key)
      .filter((text) => !pattern.test(text))
      .map((text) => ({ path: key.split("."), message: `${key} '${text}' is no ${what}`, hint }));
}

/** The texts at a key: one, or those of a list. Blank ones are reported elsewhere. */
export function textsAt(runtime: Runtime, key: string): readonly string[] {
  const value = valueAt(runtime, key.split("."));
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => typeof item === "string" && item.trim() !== "");
}

/** Container images: `registry/name:tag`, or by digest. */
export const imageRule: Rule = (runtime) => {
  const problem = (text: string): string | undefined => {
    if (/\s/.test(text)) return "holds a space";
    if (text.includes("://")) return "begins with a scheme";
    const digest = /@(.*)$/.exec(text)?.[1];
    if (digest !== undefined && !/^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-f]{32,}$/.test(digest)) return "has a digest that is none";
    return undefined;
  };
  return textsAt(runtime, "image").flatMap((text) => {
    const why = problem(text);
    if (why === undefined) return [];
    return [{ path: ["image"], message: `image '${text}' ${why}`, hint: "registry/name:tag, or registry/name@sha256:DIGEST" }];
  });
};

/** Mount paths inside of a container or machine. */
export const mountPathRule = looksLike("storage.mount_path", "absolute path", /^\//, "begin it with /, as /mnt/data");

const dnsLabel = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

/** A namespace is a DNS label. */
export const namespaceRule = looksLike(
  "namespace",
  "name of a Kubernetes namespace",
  new RegExp(`^${dnsLabel}$`),
  "at most 63 lower-case letters, digits and '-', with a letter or digit at both ends",
);

/** A service account of Kubernetes (a DNS name), or whom it stands for in a cloud that `others` matches. */
export function serviceAccountRule(others: RegExp, hint: string): Rule {
  return looksLike(
    "service_account",
    "Kubernetes service account",
    new RegExp(`^(?:${dnsLabel}(?:\\.${dnsLabel})*|${others.source})$`),
    `lower-case letters, digits, '-' and '.', with a letter or digit at both ends; or ${hint}`,
  );
}

/** Several subnets, where a runtime can be in one only. */
export function oneSubnet(runtimeName: string): Rule {
  return (runtime) => {
    const subnets = valueAt(runtime, ["network", "subnet_ids"]);
    if (!Array.isArray(subnets) || subnets.length <= 1) return [];
    return [
      {
        path: ["network", "subnet_ids"],
        message: `${runtimeName} takes one subnet, not ${subnets.length}`,
        hint: "keep the one it is to be in",
      },
    ];
  };
}

/** A count of machines on a runtime where a run is one container: only 1 is true. */
export function oneInstance(name: string, hint: string): Rule {
  return ({ compute }) => {
    const count = compute?.instance_count;
    if (count === undefined || count === 1) return [];
    return [{ path: ["compute", "instance_count"], message: `'compute.instance_count' can only be 1 on ${name}`, hint }];
  };
}

/** Keys that are about a service, which stays, and mean nothing for a job, which is one container from start to end. */
export function ofServicesOnly(name: string, keys: readonly string[]): Rule {
  const takes = takesNo(
    `${name} for a job`,
    Object.fromEntries(keys.map((key) => [key, "a run is one container; a service that scales is options.create_service: true"])),
  );
  return (runtime) => (isService(runtime) ? [] : takes(runtime));
}

/** Whether the block is about a service that stays, in place of a job. */
export function isService(runtime: Runtime): boolean {
  return runtime.options?.["create_service"] === true;
}

/** `1, 2 or 4`. */
export function listed(values: readonly (string | number)[]): string {
  if (values.length <= 1) return String(values[0] ?? "none");
  return `${values.slice(0, -1).join(", ")} or ${values.at(-1)}`;
}

/** A problem of an amount that cannot be read as one. */
export function unreadable(key: "cpu" | "memory", value: unknown, hint: string): RuntimeProblem {
  const what = key === "cpu" ? "an amount of CPU" : "an amount of memory";
  return { path: [key], message: `${key} ${JSON.stringify(value)} is not ${what}`, hint };
}

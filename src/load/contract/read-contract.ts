import type { SourceDocument } from "../../kit/document.ts";
import type { Contract, SchemaObject } from "../../spec/contract.ts";
import type { RawContract, RawMember, RawObject } from "./raw-contract.ts";
import { readFacts } from "./read-facts.ts";
import type { PropertyContext } from "./property-context.ts";
import { readProperties } from "./read-property.ts";
import { checkRuleColumns, readQuality } from "./read-quality.ts";
import type { Report } from "./report.ts";

/** Reads a document that satisfies the ODCS schema into a contract; reports what the schema cannot say. */
export function readContract(document: SourceDocument, report: Report, exactNumber: PropertyContext["exactNumber"]): Contract {
  const raw = document.value as RawContract;
  const context: PropertyContext = { apiVersion: raw.apiVersion, report, exactNumber };
  if (!raw.schema || raw.schema.length === 0)
    report(["schema"], "missing-key", "the contract describes no object", {
      part: "key",
      severity: "warning",
      hint: "add schema: with one object, to load data by it",
    });
  if (!/^\d+(?:\.\d+){0,2}(?:[-+][\w.-]+)?$/.test(raw.version.replace(/^v/, "")))
    report(["version"], "invalid-value", "the version is not of the form major.minor.patch", {
      severity: "warning",
      hint: "write it as 1.0.0; a new major version says that something breaks",
    });
  checkObjects(raw.schema ?? [], report);
  const owner = ownerOf(raw, report);
  return {
    file: document.file,
    apiVersion: raw.apiVersion,
    id: raw.id,
    version: raw.version,
    name: raw.name ?? raw.schema?.[0]?.name ?? raw.id,
    ...pick(raw, ["status", "domain", "dataProduct", "tenant"]),
    ...optionalDescription(raw),
    tags: raw.tags ?? [],
    ...(owner === undefined ? {} : { owner }),
    objects: (raw.schema ?? []).map((object, index) => readObject(object, index, context)),
    facts: readFacts(raw.customProperties ?? [], ["customProperties"], report),
  };
}

function readObject(raw: RawObject, index: number, context: PropertyContext): SchemaObject {
  const path = ["schema", index];
  const properties = readProperties(raw.properties ?? [], [...path, "properties"], context);
  const quality = readQuality(raw.quality, [...path, "quality"], context.report);
  const columns = properties.map((property) => property.name);
  checkRuleColumns(quality, [...path, "quality"], columns, context.report);
  properties.forEach((property, place) =>
    checkRuleColumns(property.quality, [...path, "properties", place, "quality"], columns, context.report),
  );
  return {
    name: raw.name,
    ...(raw.physicalName === undefined ? {} : { physicalName: raw.physicalName }),
    ...(raw.description === undefined ? {} : { description: raw.description }),
    properties,
    quality,
  };
}

function checkObjects(objects: readonly RawObject[], report: Report): void {
  objects.forEach((object, index) => {
    const first = objects.findIndex((other) => other.name.toLowerCase() === object.name.toLowerCase());
    if (first < index) report(["schema", index, "name"], "duplicate-column", `object '${object.name}' is there twice`);
  });
}

/** The member whose role says owner; else the team's name. */
function ownerOf(raw: RawContract, report: Report): string | undefined {
  const { team } = raw;
  const list = isList(team);
  const members = list ? team : (team?.members ?? []);
  const index = members.findIndex((member) => /\bowner\b/i.test(member.role ?? ""));
  const owner = members[index];
  const name = owner?.username ?? owner?.name;
  if (owner && (name === undefined || name.trim() === ""))
    report(list ? ["team", index] : ["team", "members", index], "invalid-value", "the owner has no name");
  return name ?? (list ? undefined : team?.name);
}

function isList(team: RawContract["team"]): team is readonly RawMember[] {
  return Array.isArray(team);
}

function optionalDescription(raw: RawContract): { readonly description?: string } {
  const text = raw.description?.purpose ?? raw.description?.usage;
  return text === undefined ? {} : { description: text };
}

function pick<K extends "status" | "domain" | "dataProduct" | "tenant">(
  raw: RawContract,
  keys: readonly K[],
): { readonly [P in K]?: string } {
  return Object.fromEntries(keys.filter((key) => raw[key] !== undefined).map((key) => [key, raw[key]])) as { readonly [P in K]?: string };
}

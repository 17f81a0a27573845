import { findHints } from "./find-hints.ts";
import { findPlaces } from "./find-places.ts";
import { findSlots, reasonWithoutPlaces } from "./find-slots.ts";
import { judgeTags } from "./judge-tags.ts";
import type { PlanOrState, Resource } from "./plan-or-state.ts";
import { coverageOf, type AuditStatus, type ResourceAudit, type TagAudit, type TagFinding, type TagProblem } from "./tag-audit.ts";
import { findTagDrift } from "./tag-drift.ts";
import type { TagExpectation } from "./tag-expectation.ts";
import type { TagStyle } from "./tag-slot.ts";
import { styledKey, unstyledKey } from "./tag-style.ts";
import type { TagReading } from "./tags-at.ts";

/**
 * Holds every resource of a plan or state against the expected tags: at each place where its type keeps tags, and at those
 * that decide about what it launches. Pure; takes a small part of the time that parsing the document takes.
 */
export function auditTags(document: PlanOrState, expectation: TagExpectation): TagAudit {
  const shared = {
    hints: findHints(document),
    canonical: remembering(unstyledKey),
    styled: rememberingStyles(),
    secrets: document.secrets,
  };
  const resources = document.resources.map((resource) => auditResource(resource, expectation, shared));
  const taggable = resources.filter((one) => one.status !== "untaggable");
  const covered = taggable.filter((one) => one.covered).length;
  const coverage = coverageOf([{ taggable: taggable.length, covered, untaggable: resources.length - taggable.length }]);
  return {
    kind: document.kind,
    ...(document.terraformVersion === undefined ? {} : { terraformVersion: document.terraformVersion }),
    resources,
    coverage,
    drift: findTagDrift(document.drifted, document.secrets),
    notes: document.notes,
    passed: covered === taggable.length && !document.isBroken,
  };
}

function auditResource(resource: Resource, expectation: TagExpectation, shared: Omit<TagReading, "address" | "style">): ResourceAudit {
  const { address, type, provider, values, unknown, sensitive } = resource;
  const { style, slots, reason, byValues } = findSlots(resource, values, unknown);
  const places = slots.flatMap((slot) => findPlaces(slot, values, unknown, sensitive).map((place) => ({ slot, place })));
  const name = { address, type, provider, decidedBy: byValues ? ("values" as const) : ("type" as const) };
  if (places.length === 0) {
    const why = reason ?? reasonWithoutPlaces(resource, style);
    return { ...name, status: "untaggable", covered: false, findings: [], optional: [], reason: why };
  }
  const reading: TagReading = { address, style, ...shared };
  const judge = (expected: TagExpectation["required"]): readonly TagFinding[] =>
    expected.length === 0 ? [] : withoutRepeats(places.flatMap(({ slot, place }) => judgeTags(place, slot, reading, expected)));
  const findings = judge(expectation.required);
  const covered = findings.every((one) => one.valueOnly && !expectation.strict);
  return { ...name, status: statusOf(findings), covered, findings, optional: judge(expectation.optional) };
}

/** Two slots may lead to the same place. */
function withoutRepeats(findings: readonly TagFinding[]): readonly TagFinding[] {
  if (findings.length < 2) return findings;
  return [...new Map(findings.map((one) => [`${one.slot}\n${one.key}`, one])).values()];
}

const worstFirst: readonly TagProblem[] = ["missing", "wrong", "unknown"];

function statusOf(findings: readonly TagFinding[]): AuditStatus {
  return worstFirst.find((problem) => findings.some((one) => one.problem === problem)) ?? "ok";
}

/** Thousands of resources share a few dozen keys. */
function remembering(work: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    let result = known.get(text);
    if (result === undefined) known.set(text, (result = work(text)));
    return result;
  };
}

function rememberingStyles(): TagReading["styled"] {
  const known = new Map<TagStyle, (key: string) => string>();
  return (key, style) => {
    let ofStyle = known.get(style);
    if (!ofStyle) known.set(style, (ofStyle = remembering((one) => styledKey(one, style))));
    return ofStyle(key);
  };
}

import { expect, test } from "vitest";
import { realWorld } from "../kit/world.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import { requiredTagKeys, type Tag } from "../spec/tags.ts";
import { jobMetadata } from "./job-metadata.ts";

const tag = (namespace: Tag["namespace"], key: string): Tag => ({ namespace, key, value: "v", sources: [{ layer: "job", value: "v" }] });
const five = requiredTagKeys.map((key) => tag(key === "cost_center" ? "finops" : "identity", key));
const many = (count: number): Tag[] => [
  ...five,
  ...Array.from({ length: count }, (_, index) => tag("infrastructure", `own_${String(index).padStart(2, "0")}`)),
];

function metadata(tags: readonly Tag[], provider: Infrastructure["provider"]) {
  let said = "";
  const real = realWorld();
  const world = { ...real, terminal: { ...real.terminal, err: (text: string) => void (said += text) } };
  const block = { provisioner: "terraform", runtime: {}, terraform: {}, ...(provider ? { provider } : {}) } as unknown as Infrastructure;
  return { tags: jobMetadata(tags, block, world), said };
}

test("tags that a resource has no room for are left out, never the required ones, and named", () => {
  expect(metadata(many(43), "aws")).toMatchObject({ said: "" });
  const { tags, said } = metadata(many(45), "aws");
  expect(Object.keys(tags)).toHaveLength(48);
  expect(Object.keys(tags)).toEqual(expect.arrayContaining([...requiredTagKeys]));
  expect(said).toBe("warning: a resource at aws has no room for 2 of the job's tags: own_43, own_44\n");
  expect(Object.keys(metadata(many(80), "gcp").tags)).toHaveLength(61);
});

test("elsewhere all are kept", () => {
  expect(Object.keys(metadata(many(80), "kubernetes").tags)).toHaveLength(85);
  expect(Object.keys(metadata(many(80), undefined).tags)).toHaveLength(85);
});

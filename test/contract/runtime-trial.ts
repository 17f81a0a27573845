import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "@cdktn/hcl2json";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { renderPath, type NodePath } from "../../src/kit/document.ts";
import type { RuntimeKnowledge, RuntimePlugin } from "../../src/kit/runtime.ts";
import { valueAt } from "../../src/kit/value-path.ts";
import { infrastructureProviders, infrastructureSchema, type JsonValue, type Runtime } from "../../src/spec/infrastructure.ts";

/** Blocks of one runtime, and what it makes of them. */
export interface RuntimeCases {
  /** Blocks without a problem, with the module's inputs. */
  readonly good: readonly { readonly runtime: Runtime; readonly inputs: Readonly<Record<string, JsonValue>> }[];
  /** Blocks with problems: each one's path as `compute.instance_type`, and what its message or hint says. */
  readonly bad: readonly { readonly runtime: Runtime; readonly problems: Readonly<Record<string, RegExp>> }[];
}

const root = path.resolve(import.meta.dirname, "../..");

/** What every runtime plugin must pass, as tests of the file that calls it. */
export function tryRuntime(plugin: RuntimePlugin, { good, bad }: RuntimeCases): void {
  describe(`runtime ${plugin.name}`, () => {
    test("is at providers that there are, each named once", () => {
      const { providers } = plugin.capabilities;
      expect(providers.length).toBeGreaterThan(0);
      expect(new Set(providers).size).toBe(providers.length);
      expect(infrastructureProviders).toEqual(expect.arrayContaining([...providers]));
    });

    let knowledge: RuntimeKnowledge;
    beforeAll(async () => void (knowledge = await plugin.load()));

    test("has nothing to say of an empty block", () => {
      for (const empty of [{}, { type: plugin.name }, { type: plugin.name, compute: {}, network: {}, storage: {}, options: {} }]) {
        expect(knowledge.check(empty)).toEqual([]);
        expect(knowledge.moduleInputs(empty)).toEqual({});
      }
    });

    test("gives its module nothing that waits for an output: what the module is yet to make is not there already", () => {
      const waits = "{{terraform_outputs.made}}";
      const network = { vpc_id: waits, subnet_ids: ["subnet-1", waits], security_group_ids: [waits] };
      expect(knowledge.moduleInputs({ compute: { cluster_id: waits }, storage: { bucket: waits }, network, image: waits })).toEqual({});
    });

    test.each(good)("takes $runtime", ({ runtime, inputs }) => {
      expect(infrastructureSchema.safeParse({ runtime }).error).toBeUndefined();
      expect(knowledge.check(runtime)).toEqual([]);
      expect(knowledge.moduleInputs(runtime)).toEqual(inputs);
    });

    test.each(bad)("refuses $runtime", ({ runtime, problems }) => {
      const found = knowledge.check(runtime);
      expect([...new Set(found.map((one) => renderPath(one.path)))].sort()).toEqual(Object.keys(problems).sort());
      for (const { path: where, message, hint } of found) expect(`${message}\n${hint}`).toMatch(problems[renderPath(where)]!);
    });

    test("is total and pure: whatever the block, problems point into it and the inputs are plain data", () => {
      fc.assert(fc.property(arbitraryRuntime(), (runtime) => checkOne(knowledge, runtime)));
    });

    if (!plugin.capabilities.module) return;
    test("names variables that its module declares, with values of their types", async () => {
      const variables = await moduleVariables(plugin.name);
      fc.assert(
        fc.property(arbitraryRuntime(), (runtime) => {
          for (const [name, value] of Object.entries(knowledge.moduleInputs({ ...runtime, options: {} })))
            expect(`${name}: ${typeOf(value)}`).toBe(`${name}: ${accepted(variables.get(name), value)}`);
        }),
      );
    });
  });
}

function checkOne(knowledge: RuntimeKnowledge, runtime: Runtime): void {
  const before = structuredClone(runtime);
  const [problems, inputs] = [knowledge.check(runtime), knowledge.moduleInputs(runtime)];
  expect(runtime).toEqual(before);
  expect(knowledge.check(runtime)).toEqual(problems);
  expect(JSON.stringify(knowledge.moduleInputs(before))).toBe(JSON.stringify(inputs));
  expect(JSON.parse(JSON.stringify(inputs))).toEqual(inputs);
  for (const problem of problems) {
    expect(`${renderPath(problem.path)} ${exists(runtime, problem.path)}`).toBe(`${renderPath(problem.path)} true`);
    expect(problem.message).not.toBe("");
    expect(problem.hint ?? "").not.toBe("");
    expect(`${problem.message} ${problem.hint}`).not.toMatch(/undefined|NaN|\[object/);
  }
}

function exists(value: unknown, where: NodePath): boolean {
  return where.length > 0 && valueAt(value, where) !== undefined;
}

/** Blocks as the schema lets them through: some keys or none, values that make sense and values that do not. */
function arbitraryRuntime(): fc.Arbitrary<Runtime> {
  const words = [
    "",
    " ",
    "1024",
    "2 GB",
    "2Gi",
    "512Mi",
    "500m",
    "1 vCPU",
    "m5.xlarge",
    "n2-standard-4",
    "fargate",
    "projects/p/global/networks/n",
  ];
  const more = [
    "arn:aws:iam::123456789:role/Runner",
    "arn:aws:ecs:us-east-1:1:cluster/c",
    "vpc-1",
    "subnet-1",
    "a@p.iam.gserviceaccount.com",
    "-x-",
    "/mnt",
  ];
  const text = fc.oneof(fc.constantFrom(...words, ...more), fc.string());
  const count = fc.integer({ min: 1, max: 5000 });
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
  const amount = fc.oneof(text, number, fc.constantFrom(1, 0.25, 256, 2048), fc.boolean());
  const block = (keys: Readonly<Record<string, fc.Arbitrary<unknown>>>) => fc.record(keys, { requiredKeys: [] });
  return block({
    image: text,
    cpu: amount,
    memory: amount,
    namespace: text,
    service_account: text,
    compute: block({
      cluster_id: text,
      instance_type: text,
      instance_count: count,
      auto_scaling: block({ enabled: fc.boolean(), min_instances: count, max_instances: count }),
    }),
    storage: block({ bucket: text, volume_id: text, mount_path: text }),
    network: block({ vpc_id: text, subnet_ids: fc.array(text, { maxLength: 3 }), security_group_ids: fc.array(text, { maxLength: 3 }) }),
    options: fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom("cpu", "memory", "image", "instance_type")),
      fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value))),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    ),
  });
}

function moduleFile(name: string): string {
  return path.join(root, "terraform/modules", name, "variables.tf");
}

/** Variables of a module with their types as they are written. */
async function moduleVariables(name: string): Promise<ReadonlyMap<string, string>> {
  const file = moduleFile(name);
  const { variable } = (await parse(file, readFileSync(file, "utf8"))) as {
    variable: Record<string, readonly [{ readonly type?: string }]>;
  };
  return new Map(Object.entries(variable).map(([key, [{ type = "any" }]]) => [key, type.replace(/^\$\{(.*)\}$/s, "$1")]));
}

function typeOf(value: JsonValue): string {
  return Array.isArray(value) ? "list(string)" : typeof value === "boolean" ? "bool" : typeof value;
}

/** The value's own type where the variable takes it, and the variable's where it does not. */
function accepted(declared: string | undefined, value: JsonValue): string {
  if (declared === undefined) return "not declared";
  return declared === "any" ? typeOf(value) : declared;
}

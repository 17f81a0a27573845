import { expect, it, test } from "vitest";
import { readOutputs } from "./read-outputs.ts";

const read = (value: unknown) => readOutputs(JSON.stringify(value), "outputs.json");

test("terraform output -json, typed; what is sensitive stays so", () => {
  const outputs = {
    name: { sensitive: false, type: "string", value: "x" },
    port: { sensitive: false, type: "number", value: 5432 },
    secret: { sensitive: true, type: "string", value: "s" },
    nothing: { sensitive: false, type: "dynamic", value: null },
    bare: { value: ["a"] },
  };
  expect(read(outputs)).toEqual({
    name: { value: "x", sensitive: false },
    port: { value: 5432, sensitive: false },
    secret: { value: "s", sensitive: true },
    nothing: { value: null, sensitive: false },
    bare: { value: ["a"], sensitive: false },
  });
});

test("the stacks of CloudFormation, or their outputs alone", () => {
  const Outputs = [{ OutputKey: "ClusterName", OutputValue: "c", Description: "d" }];
  const expected = { ClusterName: { value: "c", sensitive: false } };
  expect(read({ Stacks: [{ StackName: "s", Outputs }, { StackName: "empty" }] })).toEqual(expected);
  expect(read(Outputs)).toEqual(expected);
  expect(() => read({ Stacks: [{ Outputs }, { Outputs }] })).toThrow("two stacks have an output 'ClusterName'");
});

test("pulumi stack output --json: a plain map, secrets masked", () => {
  expect(read({ url: "https://x", nested: { value: { a: 1 }, other: 2 }, token: "[secret]" })).toEqual({
    url: { value: "https://x", sensitive: false },
    nested: { value: { value: { a: 1 }, other: 2 }, sensitive: false },
    token: { value: "[secret]", sensitive: true },
  });
});

test("dativo infra outputs --json: no value beside those that are sensitive", () => {
  const outputs = { name: { value: "x", sensitive: false }, token: { sensitive: true } };
  const expected = { name: { value: "x", sensitive: false }, token: { value: null, sensitive: true } };
  expect(read({ outputs, expected: { n: { output: "output.name", value: "x" } } })).toEqual(expected);
  expect(read({ outputs: {}, expected: {} })).toEqual({});
  // A stack may have outputs of these names too.
  const stack = { outputs: { name: { value: "x" } }, expected: {} };
  expect(Object.keys(read(stack))).toEqual(["outputs", "expected"]);
  expect(Object.keys(read({ ...stack, outputs, more: 1 }))).toEqual(["outputs", "expected", "more"]);
});

test("an output that may be sensitive is not taken for one that is not", () => {
  expect(() => read({ a: { value: 1, sensitive: "yes" } })).toThrow("whether 'a' is sensitive is not said by true or false");
});

test("no outputs at all", () => {
  expect(read({})).toEqual({});
});

it.each(["", "[1", "5", '"x"', "null", '[{"x":1}]'])("%s is no file of outputs", (text) => {
  expect(() => readOutputs(text, "outputs.json")).toThrow(
    expect.objectContaining({ kind: "refused", message: expect.stringContaining("outputs.json cannot be read as outputs") as string }),
  );
});

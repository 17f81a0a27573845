import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatCores,
  formatMebibytes,
  isGiven,
  kubernetesCpu,
  kubernetesMemory,
  readCores,
  readCpuUnits,
  readMebibytes,
} from "./quantities.ts";

describe("cpu", () => {
  test.each([
    [2, 2],
    ["2", 2],
    [" 0.5 ", 0.5],
    [".25", 0.25],
    ["500m", 0.5],
    ["1 vCPU", 1],
    ["1vcpu", 1],
    ["2 cores", 2],
    [0, 0],
  ])("%s names %s cores", (value, cores) => expect(readCores(value)).toBe(cores));

  test.each(["", "lots", "500M", "1 GB", "-1", -1, Number.NaN, Infinity, true, null, undefined, ["1"], "1,5", "0x10", "9".repeat(400)])(
    "%s names none",
    (value) => expect(readCores(value)).toBeUndefined(),
  );

  test.each([
    ["1024", 1024],
    [256, 256],
    [1, 1024],
    [1.0, 1024],
    ["1.0", 1024],
    [0.25, 256],
    [16, 16384],
    [17, 17],
    ["16 vCPU", 16384],
    ["32 vCPU", 32768],
    [".5 vCPU", 512],
    ["2000m", 2048],
  ])("%s is %s units of ECS", (value, units) => expect(readCpuUnits(value)).toBe(units));

  test.each([
    [2, "2"],
    [0.5, "500m"],
    [1.25, "1250m"],
    [0.08, "80m"],
  ])("%s cores are written %s", (cores, text) => expect(formatCores(cores)).toBe(text));
});

describe("memory", () => {
  test.each([
    [2048, 2048],
    ["2048", 2048],
    ["2 GB", 2048],
    ["2GB", 2048],
    ["2Gi", 2048],
    ["2g", 2048],
    ["2048 MB", 2048],
    ["2048MiB", 2048],
    ["0.5GB", 512],
    ["1 tb", 1_048_576],
    ["1048576b", 1],
    [4_000_000, 4_000_000],
  ])("%s is %s MiB to a container service", (value, mebibytes) => expect(readMebibytes(value, "binary")).toBe(mebibytes));

  test.each([
    [2048, 2048],
    ["2048", 2048],
    ["2Gi", 2048],
    ["2048Mi", 2048],
    ["1048576Ki", 1024],
    ["1.5Gi", 1536],
    ["1048576k", 1000],
    ["1073741824", 1024],
    [1_073_741_824, 1024],
    ["1Ti", 1_048_576],
  ])("%s is %s MiB to Kubernetes", (value, mebibytes) => expect(readMebibytes(value, "kubernetes")).toBeCloseTo(mebibytes, 6));

  test("Kubernetes' decimal units and its thousandth are what they are", () => {
    expect(readMebibytes("1G", "kubernetes")).toBeCloseTo(953.674, 3);
    expect(readMebibytes("128m", "kubernetes")).toBeLessThan(0.000001);
  });

  test.each(["2GB", "2 gb", "2gi", "2K", "2ki", "2g", "Gi", "two", "", "-1Gi", "1i"])("%s is nothing to Kubernetes", (value) =>
    expect(readMebibytes(value, "kubernetes")).toBeUndefined(),
  );

  test.each([
    ["2GB", 1907.349],
    ["2GiB", 2048],
    ["2Gi", 2048],
    ["512 MiB", 512],
    ["4e", undefined],
    ["2 i", undefined],
    ["2 ib", undefined],
    ["2 Gigs", undefined],
  ])("%s is %s MiB to Python's libraries", (value, mebibytes) => {
    if (value === "4e") return expect(readMebibytes(value, "decimal")).toBeGreaterThan(1e9);
    const read = readMebibytes(value, "decimal");
    return mebibytes === undefined ? expect(read).toBeUndefined() : expect(read).toBeCloseTo(mebibytes, 3);
  });

  test("whole units are written, others are not", () => {
    expect(formatMebibytes(2048)).toBe("2Gi");
    expect(formatMebibytes(1536)).toBe("1536Mi");
    expect(formatMebibytes(0)).toBe("0Mi");
    expect(formatMebibytes(2048, ["m", "g"])).toBe("2g");
    expect(formatMebibytes(0.5)).toBeUndefined();
  });
});

test("what Kubernetes reads is what the block said", () => {
  expect([kubernetesCpu(1), kubernetesCpu("1 vCPU"), kubernetesCpu("0.5"), kubernetesCpu("lots"), kubernetesCpu(" ")]).toEqual([
    "1",
    "1",
    "500m",
    "lots",
    undefined,
  ]);
  expect([
    kubernetesMemory(2048),
    kubernetesMemory("1073741824"),
    kubernetesMemory("2 Gi"),
    kubernetesMemory("1.5G"),
    kubernetesMemory(1.5),
  ]).toEqual(["2Gi", "1Gi", "2Gi", "1.5G", "1.5Mi"]);
  const legal = /^\d+(\.\d+)?(m|[KMGTPE]i|[kMGTPE])?$/;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 41 }), (amount) => {
      const text = kubernetesMemory(amount)!;
      expect(text).toMatch(legal);
      const [read, meant] = [readMebibytes(text, "kubernetes")!, readMebibytes(amount, "kubernetes")!];
      expect(Math.abs(read - meant)).toBeLessThan(1e-9 * meant);
    }),
  );
});

test("nothing is said by nothing", () => {
  expect([undefined, null, "", "  ", 0, false, "0"].map(isGiven)).toEqual([false, false, false, false, true, true, true]);
});

test("reading any value at all throws nothing and gives an amount or nothing", () => {
  fc.assert(
    fc.property(fc.anything(), (value) => {
      for (const read of [readCores(value), readCpuUnits(value), readMebibytes(value, "binary"), readMebibytes(value, "kubernetes")])
        expect(read === undefined || (read >= 0 && !Number.isNaN(read))).toBe(true);
    }),
  );
});

import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: [process.env["CI"] ? "default" : "dot", "./test/setup/results-reporter.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "unit", include: ["src/**/*.test.ts", "scripts/**/*.test.ts"] } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"], exclude: ["test/faults/**"], testTimeout: 120_000 } },
      // Kills by the hundred (`npm run test:faults`) take their time.
      { extends: true, test: { name: "faults", include: ["test/faults/**/*.test.ts"], testTimeout: 3_600_000 } },
    ],
  },
});

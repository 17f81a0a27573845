import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    reporters: [process.env["CI"] ? "default" : "dot", "./test/setup/results-reporter.ts"],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: "unit", include: ["src/**/*.test.ts", "scripts/**/*.test.ts"] } },
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"], testTimeout: 120_000 } },
    ],
  },
});

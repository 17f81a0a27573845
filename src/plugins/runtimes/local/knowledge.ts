import { defineRuntime } from "../../../kit/runtimes/define-runtime.ts";
import { takesNo } from "../../../kit/runtimes/rules.ts";

const keys = ["image", "cpu", "memory", "namespace", "service_account", "compute", "storage", "network", "options"];
const hint = "the job runs on this machine as it is: remove the key, or choose the runtime that it is about";

/** What can be said of its blocks. */
export const knowledge = defineRuntime({
  rules: [takesNo("local", Object.fromEntries(keys.map((key) => [key, hint])))],
  inputs: () => ({}),
});

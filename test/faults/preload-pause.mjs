// Preloaded into a run (`node --import`): says "paused" and waits FAULT_PAUSE_MS once, before the first call of the file
// function named by FAULT_PAUSE_AT (`rename`, `stat`, ...) on a path that holds FAULT_PAUSE_PATH, FAULT_PAUSE_SKIP calls left out.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { FAULT_PAUSE_AT: name, FAULT_PAUSE_PATH: part = "", FAULT_PAUSE_MS: ms = "0", FAULT_PAUSE_SKIP: skip = "0" } = process.env;
const original = fs.promises[name];
let left = Number(skip);
fs.promises[name] = async function (...args) {
  if (args.slice(0, 2).some((arg) => typeof arg === "string" && arg.includes(part)) && left-- === 0) {
    process.stderr.write("paused\n");
    await new Promise((resolve) => setTimeout(resolve, Number(ms)));
  }
  return original.apply(this, args);
};
syncBuiltinESMExports();

// Preloaded into a run (`node --import`): says "paused" and waits FAULT_PAUSE_MS once, before a call of the file function
// named by FAULT_PAUSE_AT (`rename`, `stat`, ...; its synchronous form too) on a path that holds FAULT_PAUSE_PATH, after
// FAULT_PAUSE_SKIP such calls.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const { FAULT_PAUSE_AT: name, FAULT_PAUSE_PATH: part = "", FAULT_PAUSE_MS: ms = "0", FAULT_PAUSE_SKIP: skip = "0" } = process.env;
const say = fs.writeSync;
let left = Number(skip);

function isTheCall(args) {
  return args.slice(0, 2).some((arg) => typeof arg === "string" && arg.includes(part)) && left-- === 0;
}

const original = fs.promises[name];
fs.promises[name] = async function (...args) {
  if (isTheCall(args)) {
    say(2, "paused\n");
    await new Promise((resolve) => setTimeout(resolve, Number(ms)));
  }
  return original.apply(this, args);
};

const originalSync = fs[`${name}Sync`];
fs[`${name}Sync`] = function (...args) {
  if (isTheCall(args)) {
    say(2, "paused\n");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Number(ms));
  }
  return originalSync.apply(this, args);
};
syncBuiltinESMExports();

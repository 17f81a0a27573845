// Preloaded into a run (`node --import`): ends the process with SIGKILL right before its N-th step that changes the outside
// world (KILL_AT=N), or counts those steps into a file (KILL_COUNT=path) when it may live.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { DatabaseSync, StatementSync } from "node:sqlite";

const killAt = Number(process.env.KILL_AT ?? 0);
const countFile = process.env.KILL_COUNT;
const write = fs.writeFileSync;
let steps = 0;

function step() {
  steps += 1;
  if (steps === killAt) process.kill(process.pid, "SIGKILL");
}

function watch(holder, names) {
  for (const name of names) {
    const original = holder[name];
    holder[name] = function (...args) {
      step();
      return original.apply(this, args);
    };
  }
}

const changing = ["writeFile", "appendFile", "rename", "link", "unlink", "rm", "rmdir", "mkdir", "copyFile", "utimes", "truncate"];
watch(fs.promises, [...changing, "open"]);
watch(
  fs,
  changing.map((name) => `${name}Sync`),
);
watch(DatabaseSync.prototype, ["exec"]);
watch(StatementSync.prototype, ["run"]);
syncBuiltinESMExports();
if (countFile !== undefined) process.on("exit", () => write(countFile, String(steps)));

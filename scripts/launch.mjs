/**
 * Runs a script of this repository with everything it needs: `node scripts/launch.mjs scripts/test.ts [arguments]`.
 * Installs the locked packages when they are missing or differ from package-lock.json, then runs the script with the
 * Node that the `node` package brings. Itself it needs Node 18 or later and nothing else.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const bin = path.join(root, "node_modules", ".bin");
const pinnedNode = path.join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");

/** Names of locked packages that are not installed, or installed in another version. Optional ones may be absent. */
function missingPackages() {
  const installed = readPackages(path.join(root, "node_modules", ".package-lock.json"));
  return Object.entries(readPackages(path.join(root, "package-lock.json")))
    .filter(([place, wanted]) => place !== "" && !wanted.optional && installed[place]?.version !== wanted.version)
    .map(([place]) => place);
}

function readPackages(file) {
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")).packages ?? {}) : {};
}

function install() {
  const missing = missingPackages();
  if (missing.length > 0) {
    console.error(`setup: installing packages (${missing.length} missing or outdated), once`);
    must("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], "check the network and the npm registry setting");
  }
  if (!existsSync(pinnedNode)) must("npm", ["rebuild", "node"], "the `node` package must be allowed to run its install script");
  if (!existsSync(pinnedNode)) stop("the Node that this project pins did not install", "remove node_modules and run the command again");
}

function must(command, args, hint) {
  const done = spawnSync(command, args, { cwd: root, stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
  if (done.status !== 0) stop(`\`${command} ${args.join(" ")}\` failed${done.error ? `: ${done.error.message}` : ""}`, hint);
}

function stop(message, hint) {
  console.error(`setup: ${message}\n  hint: ${hint}`);
  process.exit(1);
}

function run(script, args) {
  const inherited = process.env.PATH ?? "";
  const PATH = inherited.split(path.delimiter)[0] === bin ? inherited : `${bin}${path.delimiter}${inherited}`;
  const done = spawnSync(pinnedNode, [path.join(root, script), ...args], { cwd: root, stdio: "inherit", env: { ...process.env, PATH } });
  if (done.error) stop(`cannot start ${script}: ${done.error.message}`, "remove node_modules and run the command again");
  return done.status ?? 128 + (constants.signals[done.signal] ?? 0);
}

const [script, ...args] = process.argv.slice(2);
if (!script) stop("no script named", "node scripts/launch.mjs scripts/test.ts");
install();
process.exit(run(script, args));

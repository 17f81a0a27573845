import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Finding } from "./finding.ts";

const everywhere = ["main.tf", "variables.tf", "outputs.tf", "versions.tf", "README.md"];
const ofModules = ["examples/minimal/main.tf", "examples/complete/main.tf", "tests/*.tftest.hcl"];
const ofReadmes = ["<!-- BEGIN INPUTS -->", "<!-- END INPUTS -->", "<!-- BEGIN OUTPUTS -->", "<!-- END OUTPUTS -->", "## Upgrading"];

/** Files that a module (`terraform/modules/x`) or a thin caller (`terraform/<cloud>/x`) must have and does not, and gaps of its README. */
export function findMissingFiles(root: string, folder: string): readonly Finding[] {
  const wanted = folder.startsWith("terraform/modules/") ? [...everywhere, ...ofModules] : everywhere;
  const missing = wanted
    .filter((glob) => globSync(glob, { cwd: path.join(root, folder) }).length === 0)
    .map((file): Finding => ({ place: folder, problem: `has no ${file}` }));
  return missing.some(({ problem }) => problem.endsWith("README.md")) ? missing : [...missing, ...findReadmeGaps(root, folder)];
}

function findReadmeGaps(root: string, folder: string): readonly Finding[] {
  const lines = new Set(readFileSync(path.join(root, folder, "README.md"), "utf8").split(/\r?\n/));
  return ofReadmes
    .filter((line) => !lines.has(line))
    .map((line): Finding => ({ place: `${folder}/README.md`, problem: `lacks the line \`${line}\`` }));
}

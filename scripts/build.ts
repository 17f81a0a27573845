/**
 * `npm run build`: makes dist. The library is plain compiler output; the program is bundled into dist/bin, because
 * starting it from some forty files takes twice as long as starting Node (docs/decisions/001-bundled-program.md).
 */
import { chmodSync, cpSync, existsSync, globSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { bundleProgram } from "./bundle.ts";
import { root, show } from "./steps.ts";

const dist = path.join(root, "dist");

/** Makes dist anew and puts it in place at the end, whatever failed; returns 0 when nothing did. Test files and fixtures stay out. */
export async function build(): Promise<number> {
  const fresh = path.join(root, ".cache", `dist.${process.pid}`);
  const code = show("tsc", ["-p", "tsconfig.build.json", "--outDir", fresh]);
  for (const file of globSync("**/*.{json,sql,yaml}", { cwd: path.join(root, "src"), exclude: ["**/fixtures/**", "**/testdata/**"] })) {
    cpSync(path.join(root, "src", file), path.join(fresh, file));
  }
  const problem = await bundleProgram(path.join(root, "src/cli/main.ts"), path.join(fresh, "bin"));
  if (problem !== undefined) console.error(problem);
  const program = path.join(fresh, "bin", "dativo.cjs");
  if (existsSync(program)) chmodSync(program, 0o755);
  rmSync(dist, { recursive: true, force: true });
  if (existsSync(fresh)) renameSync(fresh, dist);
  return problem === undefined ? code : 1;
}

if (import.meta.main) process.exitCode = await build();

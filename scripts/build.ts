/** `npm run build`: compiles src into dist and copies the data files that the code reads beside it. */
import { chmodSync, cpSync, existsSync, globSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { root, show } from "./steps.ts";

const dist = path.join(root, "dist");

/** Makes dist anew and puts it in place at the end; returns the compiler's exit code. Test files and fixtures stay out. */
export function build(): number {
  const fresh = path.join(root, ".cache", `dist.${process.pid}`);
  const code = show("tsc", ["-p", "tsconfig.build.json", "--outDir", fresh]);
  for (const file of globSync("**/*.{json,sql,yaml}", { cwd: path.join(root, "src"), exclude: ["**/fixtures/**", "**/testdata/**"] })) {
    cpSync(path.join(root, "src", file), path.join(fresh, file));
  }
  const bin = path.join(fresh, "cli", "main.js");
  if (existsSync(bin)) chmodSync(bin, 0o755);
  rmSync(dist, { recursive: true, force: true });
  if (existsSync(fresh)) renameSync(fresh, dist);
  return code;
}

if (import.meta.main) process.exitCode = build();

import { existsSync, readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A real AWS provider on this machine. */
export interface AwsPlugin {
  /** What `terraform init -plugin-dir` takes. */
  readonly folder: string;
  readonly version: string;
}

const place = path.join("registry.terraform.io", "hashicorp", "aws");

/**
 * The newest AWS provider that the modules are for (5.100 to 6.x) in a folder of plugins: the one that DATIVO_TF_PLUGIN_DIR names, or where
 * Terraform looks by itself, or any below /opt. Undefined where there is none.
 */
export function findAwsPlugin(): AwsPlugin | undefined {
  const given = process.env["DATIVO_TF_PLUGIN_DIR"];
  const usual = [
    path.join(os.homedir(), ".terraform.d", "plugins"),
    path.join(os.homedir(), ".local", "share", "terraform", "plugins"),
    "/usr/local/share/terraform/plugins",
    "/usr/share/terraform/plugins",
    ...foldersIn("/opt"),
    ...foldersIn("/opt").flatMap(foldersIn),
  ];
  const found = (given ? [given] : usual).flatMap((folder) => versionsIn(folder).map((version): AwsPlugin => ({ folder, version })));
  return found.filter(({ version }) => isSupported(version)).toSorted((a, b) => compareVersions(b.version, a.version))[0];
}

function versionsIn(folder: string): readonly string[] {
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  return foldersIn(path.join(folder, place))
    .filter((version) => existsSync(path.join(version, platform)))
    .map((version) => path.basename(version));
}

function foldersIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
      .map((entry) => path.join(folder, entry.name));
  } catch {
    // Not there, not a folder, or not ours to read: no plugins for us.
    return [];
  }
}

function isSupported(version: string): boolean {
  return compareVersions(version, "5.100.0") >= 0 && compareVersions(version, "7.0.0") < 0;
}

function compareVersions(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { providerAddress, providerNames, type ProviderVersions } from "./schema.ts";

/** A folder from which terraform installs providers by itself. */
export interface ProviderMirror {
  /** What a terraform process needs in its environment to install from there. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Lays out a provider mirror in a folder, whose providers are this double: for what attached providers leave out, that is a real
 * `init`, version constraints, the lock file. Terraform starts a process for each configuration, so it is some times slower.
 */
export function makeMirror(folder: string, versions: ProviderVersions): ProviderMirror {
  const mirror = path.join(folder, "mirror");
  for (const name of providerNames) {
    if (versions[name] !== undefined)
      addProvider(path.join(mirror, providerAddress(name)), name, versions[name], path.join(folder, "cache"));
  }
  const config = path.join(folder, "terraform.rc");
  writeFileSync(config, `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(mirror)}\n  }\n}\n`);
  // Without TLS the plugin needs no certificate of its own.
  return { env: { TF_CLI_CONFIG_FILE: config, TF_DISABLE_PLUGIN_TLS: "1" } };
}

/** The cache holds what Node has compiled, for terraform starts the same program again and again. */
function addProvider(folder: string, name: string, version: string, cache: string): void {
  const platform = `${process.platform}_${process.arch === "x64" ? "amd64" : process.arch}`;
  const place = path.join(folder, version, platform);
  mkdirSync(place, { recursive: true });
  const file = path.join(place, `terraform-provider-${name}_v${version}`);
  const command = [process.execPath, path.join(import.meta.dirname, "plugin.ts"), name, version].map((word) => `'${word}'`).join(" ");
  writeFileSync(file, `#!/bin/sh\nNODE_COMPILE_CACHE='${cache}' exec ${command}\n`);
  chmodSync(file, 0o755);
}

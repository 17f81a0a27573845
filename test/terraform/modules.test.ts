import { cpSync, globSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moduleFolders } from "../../scripts/generate/module-docs.ts";
import { readModule } from "../../scripts/generate/read-module.ts";
import { runTerraform, terraformBinary } from "../provider-double/run-terraform.ts";
import { allVersions, heldVersions, providerNames, readSchema, type ProviderVersions } from "../provider-double/schema.ts";
import { startProviders, type RunningProviders } from "../provider-double/start-providers.ts";
import { findInputOffences } from "./lint/common-inputs.ts";
import { findContentOffences } from "./lint/content.ts";
import { show } from "./lint/finding.ts";
import { findMissingFiles } from "./lint/layout.ts";
import { findResourceOffences, type Schemas } from "./lint/resources.ts";
import { calledModule, findThinCallerOffences } from "./lint/thin-callers.ts";
import { findVersionOffences } from "./lint/versions.ts";

const root = path.resolve(import.meta.dirname, "../..");
const folders = moduleFolders(root);
const modules = folders.filter((folder) => folder.startsWith("terraform/modules/"));
const callers = folders.filter((folder) => !modules.includes(folder));
const majors = (["oldest", "newest"] as const).map((which) => [which, allVersions(which)] as const);
const heldProviders = Object.fromEntries(providerNames.map((name) => [name, heldVersions(name)]));

function schemasOf(versions: ProviderVersions): Schemas {
  const held = providerNames.flatMap((name) => (versions[name] === undefined ? [] : [readSchema(name, versions[name])]));
  const blocks = (kind: "resource_schemas" | "data_source_schemas") =>
    Object.fromEntries(held.flatMap((schema) => Object.entries(schema[kind]).map(([type, { block }]) => [type, block])));
  return { resource: blocks("resource_schemas"), data: blocks("data_source_schemas") };
}

test("the public paths are there", () =>
  expect(folders).toEqual(
    expect.arrayContaining([
      "terraform/aws/emr-dativo",
      "terraform/gcp/gke-dativo",
      ...["aws_emr", "aws_fargate", "azure_container_apps", "gcp_cloud_run", "gcp_gke"].map((name) => `terraform/modules/${name}`),
    ]),
  ));

describe.each(folders)("%s", (folder) => {
  const read = () => readModule(path.join(root, folder));
  test("has every file", () => expect(show(findMissingFiles(root, folder))).toEqual([]));
  test("says what it takes and gives, and holds nothing that is forbidden", async () =>
    expect(show(findContentOffences(folder, await read()))).toEqual([]));
  test("holds for the providers' versions that were tried, and for no others", async () =>
    expect(show(findVersionOffences(folder, await read(), heldProviders))).toEqual([]));
  test.each(majors)("uses known types, and fills every place for tags (%s)", async (_, versions) =>
    expect(show(findResourceOffences(folder, await read(), schemasOf(versions)))).toEqual([]),
  );
});

test.each(modules)("%s has the inputs that all modules have", async (folder) =>
  expect(show(findInputOffences(folder, path.basename(folder), await readModule(path.join(root, folder))))).toEqual([]),
);

test.each(callers)("%s passes everything on", async (folder) => {
  const caller = await readModule(path.join(root, folder));
  const source = calledModule(caller) ?? "";
  const called = path.posix.join(folder, source);
  expect(modules).toContain(called);
  expect(show(findThinCallerOffences(folder, caller, await readModule(path.join(root, called))))).toEqual([]);
});

describe.skipIf(terraformBinary() === undefined)("with the real terraform", () => {
  test("terraform fmt finds nothing to change", async () => {
    expect(await runTerraform(root, ["fmt", "-check", "-recursive", "terraform"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  describe.each(majors)("providers in their %s version", (_, versions) => {
    let copy = "";
    let providers: RunningProviders | undefined;
    beforeAll(async () => {
      // What init leaves behind must not come into the tree.
      copy = realpathSync(mkdtempSync(path.join(os.tmpdir(), "dativo-terraform-")));
      cpSync(path.join(root, "terraform"), path.join(copy, "terraform"), {
        recursive: true,
        filter: (file) => path.basename(file) !== ".terraform",
      });
      providers = await startProviders(versions);
    });
    afterAll(async () => {
      await providers?.stop();
      rmSync(copy, { recursive: true, force: true });
    });
    const terraform = (folder: string, ...args: readonly string[]) =>
      runTerraform(path.join(copy, folder), args, { env: providers?.env ?? {} });
    async function succeeds(folder: string, ...args: readonly string[]): Promise<string> {
      const { code, stdout, stderr } = await terraform(folder, ...args);
      expect(code, `terraform ${args.join(" ")} in ${folder}\n${stdout}${stderr}`).toBe(0);
      return stdout;
    }

    const examples = globSync("terraform/modules/*/examples/*/main.tf", { cwd: root })
      .map((file) => path.dirname(file))
      .sort();
    test.each([...examples, ...callers])("%s is valid", async (folder) => {
      await succeeds(folder, "init", "-backend=false");
      expect(await succeeds(folder, "validate")).toContain("The configuration is valid");
    });
    test.each(modules)("%s passes its own tests", async (folder) => {
      await succeeds(folder, "init", "-backend=false");
      expect(await succeeds(folder, "test")).toMatch(/Success! [1-9]\d* passed, 0 failed/);
    });
  });
});

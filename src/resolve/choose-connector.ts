import path from "node:path";
import { diagnosticAt } from "../kit/document.ts";
import type { LoadedJob } from "../kit/loaded-job.ts";
import { suggest } from "../kit/suggest.ts";
import type { World } from "../kit/world.ts";
import type { Report } from "./report.ts";

/**
 * The plugin that one side of a job uses: its recipe's `type`, or the connector that the job names. An unknown one is
 * reported with those that exist. `mine` and `other` are the plugins of this side and of the other.
 */
export async function chooseConnector<T>(
  loaded: LoadedJob,
  side: "source" | "target",
  mine: Readonly<Record<string, T>>,
  other: Readonly<Record<string, unknown>>,
  world: World,
  report: Report,
): Promise<{ readonly name: string; readonly plugin: T } | undefined> {
  const recipe = side === "source" ? loaded.sourceRecipe : loaded.targetRecipe;
  const key = `${side}_connector` as const;
  const job = loaded.job;
  if (recipe && !recipe.value) return undefined;
  if (!recipe && job.value?.[`${key}_path`] !== undefined) return undefined;
  const name = recipe?.value?.type ?? job.value?.[key];
  if (name === undefined) return undefined;
  if (recipe) checkRecipe(loaded, side, report);
  const plugin = Object.hasOwn(mine, name) ? mine[name] : undefined;
  if (plugin !== undefined) return { name, plugin };
  const [document, at] = recipe ? [recipe.document, ["type"]] : [job.document, [key]];
  const recipes = (await world.files.names(path.join(loaded.root, "connectors")))
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => file.replace(/\.ya?ml$/, ""));
  const listed = [...new Set([...Object.keys(mine), ...(recipe ? [] : recipes)])].toSorted();
  if (Object.hasOwn(other, name)) {
    const role = side === "source" ? "target" : "source";
    report(
      diagnosticAt(document.file, document.rangeOf(at), "connector-role", `connector '${name}' can only be a ${role}`, {
        hint: `${side}s: ${listed.join(", ")}`,
      }),
    );
    return undefined;
  }
  const near = suggest(name, listed);
  report(
    diagnosticAt(document.file, document.rangeOf(at), "unknown-connector", `there is no ${side} connector '${name}'`, {
      hint: `${near === undefined ? "" : `did you mean '${near}'? `}there are: ${listed.join(", ")}`,
    }),
  );
  return undefined;
}

function checkRecipe(loaded: LoadedJob, side: "source" | "target", report: Report): void {
  const recipe = (side === "source" ? loaded.sourceRecipe : loaded.targetRecipe)!;
  const { document, value } = loaded.job;
  const { name, type, roles } = recipe.value!;
  const label = value?.[`${side}_connector`];
  const stem = path.basename(recipe.path).replace(/\.ya?ml$/, "");
  if (roles && roles.length > 0 && !roles.includes(side)) {
    const at = document.rangeOf([value?.[`${side}_connector_path`] === undefined ? `${side}_connector` : `${side}_connector_path`]);
    report(
      diagnosticAt(document.file, at, "connector-role", `recipe '${name ?? stem}' is no ${side}: its roles are ${roles.join(", ")}`, {
        hint: `add ${side} to its roles, or choose another recipe`,
      }),
    );
  }
  if (label !== undefined && ![name, type, stem].includes(label)) {
    const hint = `write ${side}_connector: ${name ?? type}`;
    report(
      diagnosticAt(
        document.file,
        document.rangeOf([`${side}_connector`]),
        "connector-mismatch",
        `the recipe is about '${type}', not '${label}'`,
        { hint, severity: "warning" },
      ),
    );
  }
}

import type { Plugins } from "../../src/plugins/index.gen.ts";

/** docs/reference/connectors.md: one table per kind of plugin, each name with its sentence and its README. */
export function renderConnectorReference(plugins: Plugins): string {
  const sources = Object.entries(plugins.sources).map(
    ([name, { summary, capabilities }]) =>
      `| ${link("sources", name)} | ${escape(summary)} | ${capabilities.incremental.join(", ") || "none"} |`,
  );
  const runtimes = Object.entries(plugins.runtimes).map(
    ([name, { summary, capabilities }]) =>
      `| ${link("runtimes", name)} | ${escape(summary)} | ${capabilities.providers.join(", ")} | ${moduleOf(name, capabilities.module)} |`,
  );
  return [
    "<!-- Written by `npm run generate` from src/plugins. Do not edit. -->",
    "# Connectors",
    "",
    "## Sources",
    "",
    "Written as `source_connector`.",
    "",
    "| name | reads | incremental strategies |",
    "|---|---|---|",
    ...sources,
    "",
    ...table("targets", "Targets", "Written as `target_connector`.", plugins.targets),
    ...table("catalogs", "Catalogs", "Written as `target.connection.catalog.type`.", plugins.catalogs),
    ...table("stores", "Stores", "Chosen by the location's scheme.", plugins.stores),
    ...table("engines", "Engines", "Written as `source.engine.type`.", plugins.engines),
    "## Runtimes",
    "",
    "Written as `infrastructure.runtime.type`. The first provider is meant where nothing tells another; what each checks stands in",
    "[runtimes](../runtimes.md).",
    "",
    "| name | what it is | providers | module |",
    "|---|---|---|---|",
    ...runtimes,
    "",
  ].join("\n");
}

function table(
  kind: string,
  title: string,
  where: string,
  entries: Readonly<Record<string, { readonly summary: string }>>,
): readonly string[] {
  const rows = Object.entries(entries).map(([name, { summary }]) => `| ${link(kind, name)} | ${escape(summary)} |`);
  return [`## ${title}`, "", where, "", "| name | what it is |", "|---|---|", ...rows, ""];
}

function moduleOf(name: string, module: boolean): string {
  return module ? `\`terraform/modules/${name}\`` : "one of your own";
}

function link(kind: string, name: string): string {
  return `[\`${name}\`](../../src/plugins/${kind}/${name}/README.md)`;
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|");
}

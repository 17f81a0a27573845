import type { Diagnostic } from "../kit/diagnostic.ts";
import type { SourcePlugin } from "../kit/source.ts";
import type { World } from "../kit/world.ts";
import { loadJob, sortDiagnostics } from "../load/load-job.ts";
import { plugins } from "../plugins/index.gen.ts";
import { chooseConnector } from "../resolve/choose-connector.ts";
import { resolveSource } from "../resolve/resolve-source.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";

/** The source of a job whose contract may not be written yet; prints what is wrong with the rest and gives nothing then. */
export async function sourceOfJob(
  file: string,
  world: World,
): Promise<{ readonly connector: string; readonly plugin: SourcePlugin; readonly config: unknown; readonly root: string } | undefined> {
  const found: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void found.push(diagnostic);
  const loaded = await loadJob(file, world, { loadContract: () => Promise.resolve({ diagnostics: [] }) });
  const connector = await chooseConnector(loaded, "source", plugins.sources, plugins.targets, world, report);
  const parts = connector && resolveSource(loaded, connector, undefined, plugins, report);
  if (connector && parts?.source)
    return { connector: connector.name, plugin: connector.plugin, config: parts.source.config, root: loaded.root };
  const diagnostics = sortDiagnostics([...loaded.job.diagnostics, ...found]);
  world.terminal.err(formatDiagnostics(diagnostics, "text"));
  return undefined;
}

import path from "node:path";
import { DativoError } from "../kit/error.ts";
import { displayPath } from "../load/project-root.ts";
import { nameJob } from "../load/name-job.ts";
import { renderOutputs } from "../load/render-outputs.ts";
import { argument, textOption, type Action } from "./command.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";
import { outputsOfJob } from "./job-outputs.ts";

/** `dativo jobs render`: the job with its Terraform placeholders filled in, everything else as it was. Exit code 2 on an unknown output; then nothing is written. */
export const action: Action = async (invocation, { world }) => {
  const file = path.resolve(world.cwd, textOption(invocation, "config") ?? argument(invocation, 0));
  const known = await outputsOfJob(file, invocation, world);
  const source = await world.files.readText(file);
  const { text, isSensitive, diagnostics } = renderOutputs(
    source,
    displayPath(file, world),
    known ?? { outputs: {}, includeSensitive: false },
  );
  if (diagnostics.length > 0) world.terminal.err(formatDiagnostics(diagnostics, "text"));
  if (text === undefined) return 2;
  const out = textOption(invocation, "out");
  const [name, called] = [stemOf(file), stemOf(out ?? file)];
  const rendered = name === called ? text : nameJob(text, name);
  if (out !== undefined && out !== "-")
    await world.files.replace(path.resolve(world.cwd, out), rendered, isSensitive ? { mode: 0o600 } : {});
  else if (isSensitive) throw notPrinted();
  else world.terminal.out(text);
  return 0;
};

function notPrinted(): DativoError {
  return new DativoError("refused", "the rendered job holds sensitive outputs, which are not printed", {
    hint: "name a file with --out: it can then be read by its owner alone",
  });
}

/** What a job is called when it does not say: the key of its state, which must not change with the file. */
function stemOf(file: string): string {
  return path.basename(file).replace(/\.ya?ml$/, "");
}

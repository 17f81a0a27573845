import type { ContractChange } from "../contracts/contract-change.ts";
import { diffContracts } from "../contracts/diff-contracts.ts";
import { judgeVersion, type VersionVerdict } from "../contracts/judge-version.ts";
import { loadContract } from "../load/contract/load-contract.ts";
import type { World } from "../kit/world.ts";
import type { Contract } from "../spec/contract.ts";
import { argument, type Action } from "./command.ts";
import { formatDiagnostics } from "./format-diagnostics.ts";

/** `dativo contract diff OLD NEW`: breaking changes first; exit code 1 when there is one, 2 when a contract cannot be read. */
export const action: Action = async (invocation, { world }) => {
  const before = await accept(argument(invocation, 0), world);
  const after = await accept(argument(invocation, 1), world);
  if (!before || !after) return 2;
  const changes = [...diffContracts(before, after)].sort((a, b) => Number(b.breaking) - Number(a.breaking));
  const version = judgeVersion(before.version, after.version, changes);
  if (invocation.options["json"] === true) world.terminal.out(`${JSON.stringify({ changes, version }, undefined, 2)}\n`);
  else world.terminal.out(describe(changes, version));
  return changes.some((change) => change.breaking) ? 1 : 0;
};

async function accept(file: string, world: World): Promise<Contract | undefined> {
  const { contract, diagnostics } = await loadContract(file, world);
  const errors = diagnostics.filter((one) => one.severity === "error");
  if (errors.length > 0) world.terminal.err(formatDiagnostics(errors, "text"));
  return contract;
}

function describe(changes: readonly ContractChange[], version: VersionVerdict): string {
  if (changes.length === 0) return "no changes\n";
  const lines = changes.map(
    ({ breaking, path, message }) => `${breaking ? "breaking  " : "compatible"}  ${path === "" ? "" : `${path}: `}${message}`,
  );
  return `${lines.join("\n")}\n${version.fits ? "✓" : "!"} ${version.message}\n`;
}

import { DativoError, type ErrorKind } from "../kit/error.ts";
import type { Program } from "./program.ts";
import { describeDiagnostic, type TerraformDiagnostic } from "./terraform-diagnostic.ts";

/** What was being done when it failed. */
export interface Attempt {
  /** `plan`, `init`, ... */
  readonly command: string;
  readonly exitCode: number;
  readonly folder: string;
  readonly program: Program;
}

/** Failures that many meet: how to know them, and what to do. The first that fits counts. */
const known: readonly (readonly [sign: RegExp, kind: ErrorKind, hint: (found: RegExpExecArray, attempt: Attempt) => string])[] = [
  [
    /Unsupported state file format|Invalid state file format|state file could not be parsed|state data in .* does not have the expected content/i,
    "refused",
    () => "the state is damaged: put terraform.tfstate.backup, or an earlier version that the backend keeps, in its place",
  ],
  [
    /Error acquiring the state lock[^]*?(?:ID:\s+(\S+))/i,
    "conflict",
    ([, id], attempt) =>
      `somebody else is at work on this state: wait for them, or give a longer --lock-timeout. If they are dead: ${commandLine(attempt)} force-unlock ${id}`,
  ],
  [
    /Error acquiring the state lock|state lock/i,
    "conflict",
    () => "somebody else is at work on this state: wait for them, or give a longer --lock-timeout",
  ],
  [
    /Saved plan is stale|plan file can no longer be applied/i,
    "conflict",
    () => "the state has changed since the plan was made: run `dativo infra plan` again",
  ],
  [
    /Backend configuration changed|Backend initialization required|backend type changed|Backend configuration block has changed/i,
    "conflict",
    (_, attempt) =>
      `the job names another place for the state than before. To take the state along: ${commandLine(attempt)} init -migrate-state; to leave it behind: ${commandLine(attempt)} init -reconfigure`,
  ],
  [
    /(?:No valid credential sources|failed to refresh cached credentials|could not find default credentials|ExpiredToken|InvalidClientTokenId|AccessDenied|UnauthorizedOperation|building account|Azure CLI|oauth2: |oauth2\/google|status code: 40[13]|HTTP response status 40[13]|Error 40[13])/i,
    "auth",
    () => "the credentials are the environment's own, as the provider or backend reads them: check that they are there and still valid",
  ],
  [
    /Authentication failed for|could not read (?:Username|Password)|terminal prompts disabled|Permission denied \(publickey/i,
    "auth",
    () => "git finds the credentials of a module itself: a credential helper, GIT_ASKPASS or an ssh key",
  ],
  [
    /Inconsistent dependency lock file|Provider dependency changes detected|lock file[^]*readonly/i,
    "refused",
    (_, attempt) =>
      `the lock file does not fit the module and is not changed in CI: run ${commandLine(attempt)} init -upgrade elsewhere and commit .terraform.lock.hcl`,
  ],
  [
    /(?:Failed to query available provider packages|Failed to install provider|could not connect to|Could not retrieve the list|no such host|dial tcp|i\/o timeout|connection refused|Failed to connect|Connection timed out|Client\.Timeout|Failed to download module|could not download module|Could not resolve host)/i,
    "unavailable",
    () => "providers and modules are fetched over the network: check it, or set up a mirror in the file that TF_CLI_CONFIG_FILE names",
  ],
  [
    /Unsupported Terraform Core version|Unsupported OpenTofu Core version/i,
    "refused",
    (_, { program }) => `the module asks for another version than ${program.name} ${program.version}`,
  ],
  [
    /created by a newer version|newer than current|state snapshot was created by/i,
    "refused",
    () => "the state was written by a newer program: use that one or a newer one",
  ],
];

/** What the errors of a command mean, as one error with what to do; warnings are left out. */
export function explainFailure(diagnostics: readonly TerraformDiagnostic[], attempt: Attempt): DativoError {
  const { command, exitCode, folder, program } = attempt;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  const context = { command, exit_code: exitCode, folder };
  const text = errors.map(describeDiagnostic).join("\n");
  const name = program.name.toLowerCase();
  if (errors.length === 0) {
    const killed = exitCode > 128 ? `was killed by signal ${exitCode - 128}` : `ended with exit code ${exitCode} and did not say why`;
    return new DativoError("unavailable", `${name} ${command} ${killed}`, { context });
  }
  // Who logs in at an address says nothing of what went wrong.
  const said = text.replace(/:\/\/[^\s/@]*@/g, "://");
  for (const [sign, kind, hint] of known) {
    const found = sign.exec(said);
    if (found) return new DativoError(kind, `${name} ${command}: ${text}`, { context, hint: hint(found, attempt) });
  }
  return new DativoError("refused", `${name} ${command}: ${text}`, { context });
}

/** How the program is started by hand in this working folder. */
export function commandLine({ program, folder }: Pick<Attempt, "program" | "folder">): string {
  return `${program.command} -chdir=${/[^\w./-]/.test(folder) ? `'${folder.replaceAll("'", String.raw`'\''`)}'` : folder}`;
}

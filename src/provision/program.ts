import { DativoError } from "../kit/error.ts";
import type { World } from "../kit/world.ts";
import type { Provisioner } from "../spec/infrastructure.ts";

/** The program that makes resources, as it was found. */
export interface Program {
  readonly command: string;
  readonly name: "Terraform" | "OpenTofu";
  readonly version: string;
}

/** The oldest versions that are driven: `>= 1.5` is also what the modules and generated files ask for. */
const oldest = { Terraform: "1.5.0", OpenTofu: "1.6.0" } as const;

/** Which programs a provisioner may be, in the order in which they are tried. */
const candidates: Readonly<Partial<Record<Provisioner, readonly string[]>>> = { terraform: ["terraform", "tofu"], opentofu: ["tofu"] };

/**
 * Finds the program: the one that is named (`--terraform`, DATIVO_TERRAFORM), else terraform or tofu on the PATH as the job's
 * provisioner asks. Throws `refused` for provisioners that Dativo does not drive and for versions that are too old, `not_found`
 * where there is none.
 */
export async function findProgram(provisioner: Provisioner, named: string | undefined, world: World): Promise<Program> {
  const tried = candidates[provisioner];
  if (!tried) throw notDriven(provisioner);
  const wanted = named ?? world.env["DATIVO_TERRAFORM"];
  const commands = wanted === undefined || wanted === "" ? tried : [wanted];
  for (const command of commands) {
    const program = await ask(command, world);
    if (program) return checked(program);
  }
  const asked = wanted === undefined || wanted === "" ? `${commands.join(" and no ")} on the PATH` : wanted;
  throw new DativoError("not_found", `there is no ${asked}`, {
    hint: `install ${provisioner === "opentofu" ? "OpenTofu 1.6" : "Terraform 1.5"} or later, or name one with --terraform PATH or the variable DATIVO_TERRAFORM`,
  });
}

/** Why a job of another provisioner is not driven. */
export function notDriven(provisioner: Provisioner): DativoError {
  const what = provisioner === "manual" ? "made by hand" : `made by ${provisioner}`;
  return new DativoError("refused", `the job's resources are ${what}: Dativo drives Terraform and OpenTofu alone`, {
    context: { provisioner },
    hint: "`infra outputs`, `infra audit` and `jobs render` work with what is there: name its outputs in infrastructure.terraform.outputs_file",
  });
}

async function ask(command: string, world: World): Promise<Program | undefined> {
  try {
    const { stdout, stderr, exitCode } = await world.processes.run(command, ["version"], {
      env: { ...world.env, CHECKPOINT_DISABLE: "1" },
    });
    const found = /^(Terraform|OpenTofu) v(\d+\.\d+\.\d+\S*)/m.exec(stdout);
    if (found) return { command, name: found[1] as Program["name"], version: found[2]! };
    throw new DativoError(
      "refused",
      `${command} does not say which version it is (exit code ${exitCode}): ${(stderr || stdout).trim().slice(0, 200)}`,
      {
        context: { command },
        hint: "name a Terraform or OpenTofu program with --terraform PATH",
      },
    );
  } catch (error) {
    if (error instanceof DativoError && error.kind === "not_found") return undefined;
    throw error;
  }
}

function checked(program: Program): Program {
  const needed = oldest[program.name];
  if (compareVersions(program.version, needed) >= 0) return program;
  throw new DativoError("refused", `${program.command} is ${program.name} ${program.version}; ${needed} or later is needed`, {
    context: { command: program.command, found: program.version, needed },
    hint: `install a newer ${program.name}, or name one with --terraform PATH`,
  });
}

function compareVersions(a: string, b: string): number {
  const parts = (text: string): number[] => text.split(/[.+-]/).slice(0, 3).map(Number);
  const [left, right] = [parts(a), parts(b)];
  return left[0]! - right[0]! || left[1]! - right[1]! || left[2]! - right[2]!;
}

import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { bash, type ScriptEnded } from "./bash.ts";

/** Where `dativo ci init` takes its files from. */
export const templates = path.resolve(import.meta.dirname, "../../templates/ci");

/** A step of a workflow that a shell runs. */
export interface Step {
  readonly name: string;
  readonly script: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether it runs after a step that failed. */
  readonly always: boolean;
}

/** A system's way to run steps: its flags for bash, and the steps of a workflow with its expressions filled in. */
export interface System {
  readonly name: "github" | "gitlab" | "azure-devops";
  readonly flags: readonly string[];
  /** `expressions`: what stands for each expression. One that it lacks is an error, and so is a step that is not understood. */
  steps(workflow: string, expressions: Readonly<Record<string, string>>): readonly Step[];
}

type Mapping = Readonly<Record<string, unknown>>;

/** GitHub and GitLab stop at the first failure, also inside of a pipe. */
export const github: System = { name: "github", flags: ["-eo", "pipefail"], steps: githubSteps };
export const gitlab: System = { name: "gitlab", flags: ["-eo", "pipefail"], steps: gitlabSteps };
/** Azure looks at the exit code of a script's last command alone. */
export const azureDevops: System = { name: "azure-devops", flags: [], steps: azureSteps };

function githubSteps(workflow: string, expressions: Readonly<Record<string, string>>): readonly Step[] {
  const { jobs } = read("github", `dativo-${workflow}.yml`);
  return Object.values(jobs as Readonly<Record<string, Mapping>>).flatMap(({ steps, env: ofJob }) =>
    (steps as readonly Mapping[])
      .filter(({ run }) => run !== undefined)
      .map(({ name, run, env, if: condition }) => ({
        name: String(name),
        script: filled(String(run), /\$\{\{\s*(.*?)\s*\}\}/g, expressions),
        env: filledAll({ ...(ofJob as Mapping), ...(env as Mapping) }, /\$\{\{\s*(.*?)\s*\}\}/g, expressions),
        always: isAlways(condition, { "${{ !cancelled() }}": true }),
      })),
  );
}

/** A job of GitLab is one script: what it inherits before it, then its own lines, in one shell. */
function gitlabSteps(workflow: string): readonly Step[] {
  const jobs = read("gitlab", "dativo.yml") as Readonly<Record<string, Mapping>>;
  const inherited = (key: string, name: string): unknown => {
    const job = jobs[name]!;
    return job[key] ?? (job["extends"] === undefined ? [] : inherited(key, String(job["extends"])));
  };
  const name = `dativo ${workflow}`;
  const lines = [inherited("before_script", name), inherited("script", name)] as readonly (readonly string[])[];
  return [{ name, script: lines.flat().join("\n"), env: {}, always: false }];
}

function azureSteps(workflow: string, expressions: Readonly<Record<string, string>>): readonly Step[] {
  const { steps, variables = [] } = read("azure-devops", `dativo-${workflow}.yml`);
  const ofAll = (variables as readonly Mapping[]).map(({ name, value }): [string, unknown] => [String(name), value]);
  return (steps as readonly Mapping[])
    .filter(({ script }) => script !== undefined)
    .map(({ displayName, script, env, condition }) => ({
      name: String(displayName),
      script: String(script),
      env: filledAll(
        { ...filledAll(Object.fromEntries(ofAll), /\$\{\{\s*(.*?)\s*\}\}/g, expressions), ...(env as Mapping) },
        /\$\((.*?)\)/g,
        expressions,
      ),
      always: isAlways(condition, { "not(canceled())": true, "and(not(canceled()), eq(variables['Build.Reason'], 'PullRequest'))": true }),
    }));
}

function read(system: string, file: string): Mapping {
  return parse(readFileSync(path.join(templates, system, file), "utf8")) as Mapping;
}

function filledAll(env: Mapping, pattern: RegExp, expressions: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(env).map(([name, value]) => [name, filled(String(value), pattern, expressions)]));
}

function filled(text: string, pattern: RegExp, expressions: Readonly<Record<string, string>>): string {
  return text.replaceAll(pattern, (_, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) throw new Error(`nothing stands for the expression ${expression}`);
    return value;
  });
}

function isAlways(condition: unknown, known: Readonly<Record<string, boolean>>): boolean {
  if (condition === undefined) return false;
  const always = known[String(condition)];
  if (always === undefined) throw new Error(`the condition ${String(condition)} is not known`);
  return always;
}

/** How each step ended; undefined for one that did not run because an earlier one failed. */
export type StepsEnded = Readonly<Record<string, ScriptEnded | undefined>>;

/** Runs steps in order in one folder. */
export async function runSteps(
  steps: readonly Step[],
  flags: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Promise<StepsEnded> {
  const ended: Record<string, ScriptEnded | undefined> = {};
  for (const step of steps) {
    const failed = Object.values(ended).some((one) => one !== undefined && one.exitCode !== 0);
    ended[step.name] = failed && !step.always ? undefined : await bash(step.script, { flags, cwd, env: { ...env, ...step.env } });
  }
  return ended;
}

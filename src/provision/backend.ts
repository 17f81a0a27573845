import type { Block } from "../spec/provision.ts";

type Settings = Readonly<Record<string, string | number | boolean>>;

/** Where the state of a job is kept, as a block of Terraform's settings. */
export interface Backend {
  /** Absent for the state beside the generated files. */
  readonly block?: Block;
  /** False where the backend names the one workspace itself, or knows none. */
  readonly workspaces: boolean;
}

/** Backends by the keys that only they have, in the order in which they are asked. */
const tellingKeys: readonly (readonly [type: string, keys: readonly string[]])[] = [
  ["azurerm", ["storage_account_name", "container_name"]],
  ["cloud", ["organization"]],
  ["s3", ["dynamodb_table", "use_lockfile", "kms_key_id"]],
  ["gcs", ["prefix", "impersonate_service_account", "kms_encryption_key"]],
  ["local", ["path", "workspace_dir"]],
  ["pg", ["conn_str", "schema_name"]],
  ["kubernetes", ["secret_suffix"]],
  ["http", ["lock_address", "unlock_address"]],
];

/** What the state is called in a backend that holds many, and what the backend calls it. */
const stateKeys: Readonly<Record<string, (path: string) => string>> = {
  s3: (path) => `${path}/terraform.tfstate`,
  azurerm: (path) => `${path}/terraform.tfstate`,
  gcs: (path) => path,
};

/** The key under which a backend keeps the name of a state. */
const keyNames: Readonly<Record<string, string>> = { s3: "key", azurerm: "key", gcs: "prefix" };

/**
 * The backend of `infrastructure.terraform.backend_config`, its type told by its keys where it is not written; undefined where
 * nothing tells it. A backend that holds many states gets a name for this one, `tenant/job/environment`, unless it says one.
 */
export function planBackend(settings: Settings | undefined, statePath: string, workspace: string | undefined): Backend | undefined {
  if (settings === undefined) return { workspaces: true };
  const { type: written, ...rest } = settings;
  const type = written === undefined ? tellType(rest) : String(written);
  if (type === undefined) return undefined;
  if (type === "cloud" || type === "remote") return { block: cloudBlock(rest, statePath, workspace), workspaces: false };
  const key = keyNames[type];
  const named = key === undefined || rest[key] !== undefined ? rest : { ...rest, [key]: stateKeys[type]!(statePath) };
  // This one knows no workspaces: a job that names one all the same is told so by Terraform.
  const workspaces = type !== "http" || workspace !== undefined;
  return { block: { type: "backend", labels: [type], attributes: literals(named) }, workspaces };
}

/** The type of a backend that does not say it, told by the keys that only it has. */
export function tellType(settings: Settings): string | undefined {
  const told = tellingKeys.find(([, keys]) => keys.some((key) => settings[key] !== undefined));
  if (told) return told[0];
  if (settings["bucket"] === undefined) return undefined;
  return settings["region"] !== undefined || settings["key"] !== undefined ? "s3" : undefined;
}

/** HCP Terraform and its like: the workspace is one of the settings; one per job and environment unless the job names one. */
function cloudBlock(settings: Settings, statePath: string, workspace: string | undefined): Block {
  const name = workspace ?? statePath.replaceAll("/", "-");
  return {
    type: "cloud",
    labels: [],
    attributes: literals(settings),
    blocks: [{ type: "workspaces", labels: [], attributes: literals({ name }) }],
  };
}

function literals(settings: Settings): Block["attributes"] {
  const entries = Object.entries(settings).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, value]) => [name, { kind: "literal", value }]));
}

import { isSecretName } from "../kit/secret-names.ts";
import { waitsWithin } from "../kit/waiting-path.ts";
import type { InputPath, ProvisionJob } from "../spec/provision.ts";
import { tellType } from "./backend.ts";
import { isOutputReference, malformedReference } from "./check-outputs.ts";
import { holdsSecret, notFinite } from "./check-values.ts";
import type { JobProblem } from "./job-problem.ts";

/** What of a job's block cannot become a root module, each at its own line. Pure. */
export function blockProblems(job: ProvisionJob): readonly JobProblem[] {
  return [...workspaceProblems(job), ...backendProblems(job), ...outputProblems(job), ...notFinite(job)];
}

/** What is wrong with the module's address, before anything is fetched: it ends up in files, and in those that Terraform writes. Pure. */
export function addressProblems(job: ProvisionJob): readonly JobProblem[] {
  const { module_source: source, module_version: version } = job.infrastructure.terraform;
  return (["module_source", "module_version"] as const).flatMap((key): JobProblem[] => {
    const [text, path] = [key === "module_source" ? source : version, ["terraform", key]];
    if (text === undefined) return [];
    if (waitsWithin(job.waits, path)) return [waiting(path)];
    if (!holdsSecret(text, job) && !holdsCredential(text)) return [];
    return [
      {
        path,
        code: "literal-credential",
        message: `terraform.${key} would write a credential into files`,
        hint: "let git find it: a credential helper, GIT_ASKPASS or ssh (git::ssh://git@host/repo); archives and registries have .netrc and TF_TOKEN_...",
      },
    ];
  });
}

/** A password before the host, or a parameter that is a key. A user's name alone is none. */
function holdsCredential(address: string): boolean {
  if (/\/\/[^/\s:@]*:[^/\s@]+@/.test(address)) return true;
  const names = [...address.matchAll(/[?&]([^=&]+)=[^&]/g)].map(([, name]) => name!);
  return names.some((name) => name === "sshkey" || name === "sig" || isSecretName(name));
}

/** Names that Terraform takes (it escapes them for a URL and wants them unchanged), but for the two that mean folders. */
function workspaceProblems(job: ProvisionJob): readonly JobProblem[] {
  const { workspace } = job.infrastructure.terraform;
  const path = ["terraform", "workspace"];
  if (workspace === undefined) return [];
  if (waitsWithin(job.waits, path)) return [waiting(path)];
  if (/^[\w.~$&+=:@-]+$/.test(workspace) && !/^\.{1,2}$/.test(workspace)) return [];
  const hint = "letters, digits, `-`, `_` and `.`: no blanks, no slashes";
  return [{ path, code: "invalid-value", message: `'${workspace}' is no name of a workspace`, hint }];
}

/** Keys under which backends take credentials. What else may be one is told by its value. */
const credentialKeys =
  /^(?:access_key|secret_key|secret_id|security_token|session_token|token|access_token|password|sas_token|client_secret|client_certificate|client_certificate_password|client_key|client_private_key_pem|oidc_token|oidc_request_token|encryption_key|sse_customer_key)$/;

/** The variables in which backends look for credentials. */
const environmentOf: Readonly<Record<string, string>> = {
  s3: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
  gcs: "GOOGLE_CREDENTIALS or GOOGLE_APPLICATION_CREDENTIALS",
  azurerm: "ARM_ACCESS_KEY, ARM_SAS_TOKEN or ARM_CLIENT_SECRET",
  pg: "PG_CONN_STR, or PGUSER and PGPASSWORD",
  http: "TF_HTTP_USERNAME and TF_HTTP_PASSWORD",
  kubernetes: "KUBE_TOKEN, KUBE_PASSWORD or KUBE_CONFIG_PATH",
  cloud: "TF_TOKEN_ and the host's name (TF_TOKEN_app_terraform_io)",
  remote: "TF_TOKEN_ and the host's name (TF_TOKEN_app_terraform_io)",
  consul: "CONSUL_HTTP_TOKEN",
};

function backendProblems(job: ProvisionJob): readonly JobProblem[] {
  const { type: written, ...settings } = job.infrastructure.terraform.backend_config ?? {};
  const type = written === undefined ? tellType(settings) : String(written);
  const read = type === undefined ? undefined : environmentOf[type];
  return Object.entries(settings).flatMap(([key, value]): JobProblem[] => {
    const path = ["terraform", "backend_config", key];
    if (waitsWithin(job.waits, path)) return [waiting(path)];
    const text = String(value);
    const isCredential = credentialKeys.test(key) || holdsSecret(text, job) || holdsCredential(text) || isPasswordIn(key, text);
    if (!isCredential || text === "") return [];
    return [
      {
        path,
        code: "literal-credential",
        message: `backend_config.${key} would write a credential into files`,
        hint: `the backend finds it in the environment${read === undefined ? "" : ` (${read})`}, or in a file: TF_CLI_ARGS_init=-backend-config=FILE`,
      },
    ];
  });
}

/** Connection strings of words (`host=h password=p`), and the key file of a service account where its path belongs. */
function isPasswordIn(key: string, text: string): boolean {
  if (key === "credentials") return text.trimStart().startsWith("{");
  return /(?:^|[\s;?&])(?:password|pwd)\s*=\s*\S/i.test(text);
}

/** Outputs of a Terraform module have names of its language. */
function outputProblems({ infrastructure: { outputs } }: ProvisionJob): readonly JobProblem[] {
  return Object.entries(outputs)
    .filter(([, written]) => !isOutputReference(written))
    .map(([name, written]) => malformedReference(name, written));
}

function waiting(path: InputPath): JobProblem {
  return {
    path,
    code: "unresolved-placeholder",
    message: `${path.join(".")} waits for an output of Terraform, which needs it before it makes anything`,
    hint: "write what it is, or take it from an environment variable",
  };
}

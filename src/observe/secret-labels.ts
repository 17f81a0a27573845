/** Words that make a name the name of a secret, as parts of snake_case names. */
const secretParts: ReadonlySet<string> = new Set([
  "password",
  "passwords",
  "passwd",
  "passphrase",
  "passcode",
  "pwd",
  "pass",
  "secret",
  "secrets",
  "token",
  "tokens",
  "credential",
  "credentials",
  "creds",
  "authorization",
  "cookie",
  "cookies",
  "bearer",
  "signature",
  "sig",
  "sas",
  "apikey",
  "apikeys",
  "jwt",
  "pin",
  "otp",
]);

/** Pairs of parts that do the same: `api_key`, `AccountKey`, `connection string`. */
const secretPairs: ReadonlySet<string> = new Set(
  [
    "api",
    "access",
    "secret",
    "private",
    "account",
    "shared",
    "signing",
    "encryption",
    "master",
    "storage",
    "subscription",
    "auth",
    "ssh",
    "function",
    "license",
    "hmac",
  ]
    .flatMap((part) => [`${part} key`, `${part} keys`])
    .concat("connection string", "session id", "session key", "x auth", "basic auth", "http auth", "proxy auth"),
);

/** Endings by which names run together betray themselves: PGPASSWORD, authtoken, clientsecret. */
const secretEndings = /(?:password|passwd|passphrase|secret|token|apikey|accesskey|secretkey|privatekey|accountkey)s?$/;

/** A last part that says the value is about the secret and is not the secret: `token_count`, `password_file`. */
const harmlessEndings: ReadonlySet<string> = new Set([
  "count",
  "type",
  "file",
  "path",
  "name",
  "names",
  "env",
  "url",
  "uri",
  "expiry",
  "expires",
  "expired",
  "ttl",
  "length",
  "limit",
  "policy",
  "version",
  "manager",
  "provider",
  "loaded",
  "failed",
  "error",
  "complete",
  "skipped",
  "warning",
  "required",
  "enabled",
  "min",
  "max",
  "rotation",
  "folder",
  "dir",
  "format",
  "location",
  "seconds",
  "ref",
]);

/** Whether a name (`DB_PASSWORD`, `apiKey`, `x-api-key`, `azure.clientSecret`) is that of a secret value. The class of a column (`classification.fields.password`) is none. */
export function isSecretLabel(label: string): boolean {
  if (label.startsWith("classification.")) return false;
  const parts = partsOf(label);
  const last = parts.at(-1);
  if (last === undefined || harmlessEndings.has(last)) return false;
  if (label === "_auth") return true;
  return parts.some(
    (part, index) => secretParts.has(part) || secretEndings.test(part) || secretPairs.has(`${part} ${parts[index + 1] ?? ""}`),
  );
}

function partsOf(label: string): string[] {
  return label
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((part) => part !== "");
}

import type { Diagnostic } from "../kit/diagnostic.ts";
import { diagnosticAt, renderPath, type NodePath, type SourceDocument } from "../kit/document.ts";
import { mayHoldPlaceholder, parsePlaceholders } from "./placeholders.ts";

/** Keys whose value is a credential, where connectors are configured. */
const credentialKey =
  /pass(word|wd|phrase)$|(^|[_-])pwd$|secret$|(^|[_-])token$|api[_-]?key$|secret[_-]?(access[_-]?)?key$|access[_-]?key[_-]?id$|private[_-]?key$|account[_-]?key$/i;
const connectorParts = new Set(["source", "target", "connection_template", "credentials", "default_engine"]);
const harmlessValues = /^(none|null|true|false|env)?$/i;

/** Where modules are told names of secrets, not secrets: `secrets: { DB_PASSWORD: arn:aws:secretsmanager:... }`. */
const placesOfNames = new Set(["secrets", "tags", "labels", "resource_identifiers", "outputs"]);
/** What names a secret: an ARN, a Key Vault or Azure id, a Secret Manager name, an output. */
const reference = /^(arn:|https:\/\/[\w-]+\.vault\.|\/subscriptions\/|projects\/[^/]+\/secrets\/|ssm:|alias\/)/i;

const ofConnectors = "keep it in a secret manager; hand it over in an environment variable and write ${NAME}";
const ofModules = "keep it in a secret manager and name its place (an ARN, an id), or set TF_VAR_NAME when Terraform runs";

/** Texts that are credentials wherever they stand, and what they are. */
const shapes: readonly [RegExp, string][] = [
  [/\b(AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(gh[opsu]_|github_pat_)[A-Za-z0-9_]{20,}/, "a GitHub token"],
  [/\b[sr]k_(live|test)_[A-Za-z0-9]{10,}/, "a Stripe key"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\bAIza[0-9A-Za-z_-]{35}/, "a Google API key"],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}/, "a JSON web token"],
  [/:\/\/[^/\s:@]*:[^/\s@]+@/, "a URL with a password"],
  [/(AccountKey|SharedAccessKey|Password|Pwd)\s*=\s*[^;\s]+/, "a connection string with a password"],
];

/**
 * Finds credentials written into a file (SPEC section 2): values of password-like keys where connectors are configured, and
 * texts of a known shape anywhere. The default of `${NAME:-default}` counts as written. Messages never hold the value.
 */
export function findLiteralCredentials(document: SourceDocument): Diagnostic[] {
  const found: Diagnostic[] = [];
  visit(document.value, [], (text, path) => {
    const what = credentialIn(text, path);
    if (what === undefined) return;
    const hint = path[0] === "infrastructure" ? ofModules : ofConnectors;
    found.push(
      diagnosticAt(document.file, document.rangeOf([...path]), "literal-credential", `${renderPath(path)} holds ${what}`, { hint }),
    );
  });
  return found;
}

function visit(value: unknown, path: (string | number)[], look: (text: string, path: NodePath) => void): void {
  if (typeof value === "string") return look(value, path);
  if (typeof value === "number") return look(String(value), path);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    path.push(Array.isArray(value) ? Number(key) : key);
    visit(member, path, look);
    path.pop();
  }
}

function credentialIn(text: string, path: NodePath): string | undefined {
  const key = path.at(-1);
  const named = typeof key === "string" && path.length > 1 && credentialKey.test(key) && isKept(text, path);
  if (!named && text.length < 12) return undefined;
  const written = mayHoldPlaceholder(text) ? withoutPlaceholders(text) : text;
  if (named && !harmlessValues.test(written.trim())) return "a literal credential";
  return shapes.find(([shape]) => shape.test(written))?.[1];
}

/** Whether a value stands where a credential would be used: of connectors everywhere, of infrastructure unless it names a secret. */
function isKept(text: string, path: NodePath): boolean {
  if (connectorParts.has(String(path[0]))) return true;
  return path[0] === "infrastructure" && !path.some((part) => placesOfNames.has(String(part))) && !reference.test(text);
}

function withoutPlaceholders(text: string): string {
  return parsePlaceholders(text)
    .map((piece) => (piece.kind === "text" ? piece.text : piece.kind === "variable" ? (piece.fallback ?? "") : ""))
    .join("");
}

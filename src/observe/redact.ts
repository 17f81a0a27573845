import { knownSecretMasker, mask } from "./known-secrets.ts";
import { redactLabelled, redactNamed } from "./redact-labels.ts";
import { isSecretLabel } from "./secret-labels.ts";

/** Takes secrets out of texts and of values that are about to be shown or kept. */
export interface Redactor {
  text(text: string): string;
  /** The same value with every text in it redacted, and everything under the name of a secret masked. Plain JSON values. */
  value<T>(value: T): T;
}

/** Shapes and places of secrets that need no label; `$1` and the like is what stays. */
const shapes: readonly (readonly [RegExp, string])[] = [
  // PEM blocks, also with their line ends written out; a block without an end runs to the end of the text.
  [/-----BEGIN [A-Z0-9 ]+-----[^]*?(?:-----END [A-Z0-9 ]+-----|$)/g, mask],
  // Passwords in URLs run to the last @ of the word, since few people escape them; a port is no password.
  [/(\b[a-z][a-z0-9+.-]{0,30}:\/\/[^\s/?#:@"'<>]{0,500}):(?!\d{1,5}(?:[/?#"'\s,;)}\]<>]|$))[^\s"<>]{0,4096}@/gi, `$1:${mask}@`],
  [/(\bhttps?:\/\/)[^\s/?#:@"'<>]+@/gi, `$1${mask}@`],
  // Headers: the whole rest of the line is the value.
  [
    /(\b(?:proxy-)?authorization|\bx-[a-z-]{0,60}(?:api-?key|token|secret|signature|auth)|\b(?:set-)?cookie)([ \t]*[:=][ \t]*)(?![ \t\\"'`{[])[^\r\n"\\]+/gi,
    `$1$2${mask}`,
  ],
  [
    /([?&;](?:x-amz-(?:signature|credential|security-token)|x-goog-(?:signature|credential)|sig|signature|key|code|auth|assertion|jwt|st|se_token)=)[^&\s#"'<>\\]+/gi,
    `$1${mask}`,
  ],
  [/\b(Bearer|Negotiate)(\s+)(?=[\w.~+/=-]*\d|[\w.~+/=-]{16})[\w.~+/=-]{6,}/gi, `$1$2${mask}`],
  [/\b(Basic)(\s+)(?=[A-Za-z0-9+/]*(?:\d|=|[a-z][A-Z]))[A-Za-z0-9+/]{6,}={0,2}/g, `$1$2${mask}`],
  [/(?<![A-Za-z0-9])(?:AKIA|ASIA|AGPA|AIDA|AROA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Za-z0-9])/g, mask],
  [/\bgh[pousr]_[A-Za-z0-9]{20,}|\bgithub_pat_\w{20,}|\bglpat-[\w-]{20,}/g, mask],
  [/\bxox[a-z]-[\w-]{10,}|\bxapp-[\w-]{10,}|(?<=hooks\.slack\.com\/(?:services|workflows)\/)[\w/]+/g, mask],
  [/\bAIza[\w-]{35}|\bya29\.[\w-]{10,}|\bGOCSPX-[\w-]{20,}/g, mask],
  [/(?<![\w~.-])[\w~.-]{3}[78]Q~[\w~.-]{31,34}|(?<![\w+/-])[A-Za-z0-9+/]{86}==(?![\w=])/g, mask],
  [
    /\b[sr]k_(?:live|test)_\w{10,}|\bwhsec_\w{10,}|\bsk-(?=[\w-]*\d)[\w-]{20,}|\bnpm_[A-Za-z0-9]{36}|\bpypi-[\w-]{50,}|\bdapi[0-9a-f]{32}|\bhv[sb]\.[\w-]{20,}|\bpat-[a-z]{2}\d-[0-9a-f-]{36}|\bSG\.[\w-]{16,}\.[\w-]{16,}/g,
    mask,
  ],
  [/\beyJ[\w-]{8,}\.[\w-]{4,}\.[\w-]*/g, mask],
];

/**
 * Redacts what is known (`secrets`, in every form of `knownSecretMasker`) and what looks like a secret: by label, as JSON at
 * any depth of escaping, in URLs, headers and PEM blocks, and by the key shapes of AWS, GCP, Azure, GitHub, Slack and others.
 * Long identifiers, UUIDs, snapshot ids, hashes and paths stay. Redacting twice changes nothing more.
 */
export function redactor(secrets: readonly string[]): Redactor {
  const maskKnown = knownSecretMasker(secrets);
  const text = (raw: string): string =>
    redactLabelled(redactNamed(shapes.reduce((done, [pattern, replacement]) => done.replace(pattern, replacement), maskKnown(raw))));
  return { text, value: <T>(value: T): T => redactValue(value, text) as T };
}

const unknowing = redactor([]);

/** Redacts a text by what looks like a secret alone, for callers that know none. */
export function redact(text: string): string {
  return unknowing.text(text);
}

/** Lets everything through: for `logging.redaction: false`, and nothing else. */
export const openRedactor: Redactor = { text: (text) => text, value: (value) => value };

function redactValue(value: unknown, text: (raw: string) => string): unknown {
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return value.map((member) => redactValue(member, text));
  if (typeof value !== "object" || value === null) return value;
  const isPair = "value" in value && namesSecret(value);
  const isSecret = (key: string): boolean => isSecretLabel(key) || (isPair && key === "value");
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [text(key), isSecret(key) ? masked(member) : redactValue(member, text)]),
  );
}

/** `{name: DB_PASSWORD, value: ...}`, the way environments are written down. */
function namesSecret(pair: { readonly value: unknown; readonly name?: unknown; readonly key?: unknown }): boolean {
  return [pair.name, pair.key].some((label) => typeof label === "string" && isSecretLabel(label));
}

/** Yes, no and nothing tell no secret; anything else under a secret's name does. */
function masked(value: unknown): unknown {
  return typeof value === "boolean" || value === null || value === undefined || value === "" ? value : mask;
}

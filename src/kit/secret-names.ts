import type { NodePath } from "./document.ts";

const secretName =
  /pass(word|wd|phrase)|(^|[_-])(pass|pwd)($|[_-])|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|(^|[_-])key($|_id$)|(^|[_-])auth($|[_-])|signature/i;
/** Names that hold such a word and are no secret. */
const harmless = /^(primary_key|partition_key|sort_key|cursor_key|markdown_kv_storage|token_url|secret_name|from_env|file_template)$/i;

/** Whether a key or a variable has a name under which people keep secrets: `password`, `api_key`, `PGPASSWORD`, `credentials`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !harmless.test(name);
}

/** Where a backend of Terraform names a state, or a key in a key store: `backend_config.key`. */
const namesInBackends = /^(?:key|kms_key_id|kms_encryption_key)$/;

/** Whether one of the keys on the way to a value has such a name. */
export function isSecretPlace(path: NodePath): boolean {
  return path.some(
    (part, index) =>
      typeof part === "string" && isSecretName(part) && !(path[index - 1] === "backend_config" && namesInBackends.test(part)),
  );
}

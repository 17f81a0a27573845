/**
 * Every code a Diagnostic may carry, with the sentence that explains it. The one table: docs/diagnostics.md has an entry
 * for each, and a test fails on a code that is used but not listed here.
 */
export const diagnosticCodes = {
  "file-not-found": "A file that was named, or that a name stands for, does not exist.",
  "file-encoding": "The file is not UTF-8 text.",
  "file-too-large": "The file is larger than any file of this kind can sensibly be.",
  "file-empty": "The file holds no document.",
  "yaml-syntax": "The text is not valid YAML 1.2.",
  "yaml-root": "The document is not a mapping of keys to values.",
  "yaml-multiple-documents": "The file holds more than one YAML document.",
  "yaml-duplicate-key": "A mapping names the same key twice.",
  "yaml-merge-key": "A YAML 1.1 merge key (`<<`) is used; YAML 1.2 has none.",
  "yaml-aliases": "Aliases are used so often, or nested so deep, that the document would explode in memory.",
  "yaml-unsafe-key": "A key has a meaning of its own in JavaScript objects (`__proto__`) and is not accepted.",
  "unknown-key": "A key is not known at this place.",
  "missing-key": "A required key is absent or has no value.",
  "wrong-type": "A value has another type than the key takes.",
  "invalid-value": "A value is of the right type but not one of those that the key takes.",
  "unsupported-key": "A documented key cannot have an effect here, so it is refused instead of ignored.",
  "unsupported-value": "A documented value cannot be honoured here, so it is refused instead of replaced.",
  "conflicting-keys": "Two keys say different things about one fact.",
  "missing-variable": "An environment variable is used that is neither set nor given a default.",
  "malformed-placeholder": "A placeholder is not written in one of the forms that are replaced.",
  "unresolved-placeholder": "A Terraform output is needed to run the job, and none by that name is known.",
  "literal-credential": "A password, key or token is written into a file instead of being referred to.",
  "unsafe-name": "A name that becomes part of a path or a table holds characters that could lead elsewhere.",
  "unknown-connector": "No connector and no recipe has this name.",
  "connector-role": "The connector cannot be used on this side of a job.",
  "connector-mismatch": "The connector's name and the recipe's type differ; the recipe decides.",
  "ambiguous-asset": "Several contracts have the name that the job gives.",
  "unknown-object": "The contract has no object of this name, or several and the job does not say which.",
  "unknown-column": "A column is named that the contract does not have.",
  "missing-primary-key": "Merging needs a primary key, and the contract has none.",
  "missing-cursor-field": "The incremental strategy needs a cursor column, and none is named.",
  "missing-tag": "The tag policy asks for a tag that the job does not have.",
  "tag-value": "A tag has a value that the tag policy does not allow.",
} as const satisfies Readonly<Record<string, string>>;

/** A code of the table. */
export type DiagnosticCode = keyof typeof diagnosticCodes;

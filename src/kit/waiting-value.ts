import type { JsonValue } from "../spec/infrastructure.ts";

/** Whether there is a placeholder for an output of Terraform in a value. */
export function isWaiting(value: JsonValue): boolean {
  return /\{\{\s*terraform_outputs\.|\$\{terraform_output\./.test(JSON.stringify(value));
}

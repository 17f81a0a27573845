import { flatRenderer } from "../flat-renderer.ts";

/** Labels of Google Cloud resources: ASCII alone, so that the limit of 128 bytes holds as well. */
export const gcpRenderer = flatRenderer({
  name: "gcp",
  summary: "Google Cloud labels: snake_case in lower case, lists joined by _, at most 64",
  limit: 64,
  separator: "_",
  ownKeys: "gcp",
  spell: (key) => key,
  legalKey: (key) => legalOnGcp(key).replace(/^(?![a-z])/, "l_"),
  cutKey: (key, cut) => cut(key, 63),
  legalValue: legalOnGcp,
  valueLimit: 63,
});

/** `İ` becomes two characters in JavaScript's lower case and one in that of Terraform. */
function legalOnGcp(text: string): string {
  return text
    .replaceAll("İ", "i")
    .toLowerCase()
    .replace(/[^a-z0-9_-]/gu, "_");
}

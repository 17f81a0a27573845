import { flatRenderer } from "../flat-renderer.ts";
import { reservedByAws, reservedByAzure } from "../legal-keys.ts";

/** `job_metadata` of the modules: canonical keys, from which each module makes the style of its cloud. */
export const terraformRenderer = flatRenderer({
  name: "terraform",
  summary: "the variable job_metadata: snake_case, lists joined by +, as one JSON object",
  separator: "+",
  ownKeys: "job",
  spell: (key) => key,
  cutKey: (key) => key,
  valueLimit: 256,
  reserved: (key, cloud) => (cloud === "aws" ? reservedByAws(key) : cloud === "azure" ? reservedByAzure(key) : undefined),
});

import { flatRenderer } from "../flat-renderer.ts";
import type { FlatStyle } from "../flat-style.ts";
import { legalOnAws, pascalCase, reservedByAws } from "../legal-keys.ts";

/** What AWS and what bears AWS's tags have in common. */
export const awsStyle = {
  separator: "+",
  ownKeys: "aws",
  spell: pascalCase,
  cutKey: (key, cut) => cut(key, 128),
  legalValue: legalOnAws,
  valueLimit: 256,
  reserved: reservedByAws,
} satisfies Partial<FlatStyle>;

/** Tags of AWS resources. Names are case-sensitive, but for IAM, and a job's tags go on roles too: two that differ in case alone are told of. */
export const awsRenderer = flatRenderer({
  ...awsStyle,
  name: "aws",
  summary: "AWS resources: PascalCase, lists joined by +, at most 50 (10 on S3 objects)",
  limit: 50,
  nearlySame: { name: (key) => key.toLowerCase(), why: "differs in case alone, and IAM takes both for one" },
});

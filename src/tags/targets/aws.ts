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

/** Tags of AWS resources. Names are case-sensitive: `Team` and `team` are two. */
export const awsRenderer = flatRenderer({
  ...awsStyle,
  name: "aws",
  summary: "AWS resources: PascalCase, lists joined by +, at most 50 (10 on S3 objects)",
  limit: 50,
});

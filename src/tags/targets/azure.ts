import { flatRenderer } from "../flat-renderer.ts";
import { kebabCase, reservedByAzure } from "../legal-keys.ts";

/** Tags of Azure resources. Names that differ in case alone are one name. */
export const azureRenderer = flatRenderer({
  name: "azure",
  summary: "Azure resources: kebab-case, lists joined by +, at most 50 (15 on some types)",
  limit: 50,
  separator: "+",
  spell: kebabCase,
  legalKey: (key) => key.replace(/[<>%&\\?/]/g, "-"),
  cutKey: (key, cut) => cut(key, 512),
  valueLimit: 256,
  reserved: reservedByAzure,
  sameName: (key) => key.toLowerCase(),
});

/** `npm run format`: writes every file in the house style and mends what the linter can mend safely. */
import { show } from "./steps.ts";

process.exitCode = show("oxfmt", []) || show("oxlint", ["--fix"]);

/**
 * Serves provider doubles until it is stopped, and prints what a shell needs to use them:
 * `node serve.ts [--aws 6.45.0] [--google 7.45.0] ...`; without versions all providers in their newest.
 */
import { parseArgs } from "node:util";
import { allVersions, providerNames } from "./schema.ts";
import { startProviders } from "./start-providers.ts";

const options = Object.fromEntries(providerNames.map((name) => [name, { type: "string" as const }]));
const { values } = parseArgs({ options });
const providers = await startProviders(Object.keys(values).length > 0 ? values : allVersions());
for (const [name, value] of Object.entries(providers.env)) console.log(`export ${name}='${value}'`);
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => void providers.stop());

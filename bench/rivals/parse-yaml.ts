/** Reads and parses every YAML file of a folder with js-yaml, and does nothing with it. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { load } from "js-yaml";

const folder = process.argv[2] ?? "";
for (const name of readdirSync(folder)) load(readFileSync(path.join(folder, name), "utf8"));

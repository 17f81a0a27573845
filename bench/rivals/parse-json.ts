/** Reads and parses a JSON file, and does nothing with it. */
import { readFileSync } from "node:fs";

JSON.parse(readFileSync(process.argv[2] ?? "", "utf8"));

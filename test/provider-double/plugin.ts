/**
 * A provider as terraform starts it itself: `node plugin.ts NAME VERSION`. It serves one configuration, on a socket that it names
 * on standard output, until terraform asks it to end or goes away.
 */
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { ServerCredentials } from "@grpc/grpc-js";
import { controllerService } from "./protocol.ts";
import { makeProvider } from "./provider.ts";
import { providerNames, readSchema } from "./schema.ts";
import { makeServer } from "./start-providers.ts";

const [wanted, version = ""] = process.argv.slice(2);
const name = providerNames.find((held) => held === wanted);
if (!name) throw new Error(`no provider ${wanted}; held are ${providerNames.join(", ")}`);

const folder = mkdtempSync(path.join(os.tmpdir(), "double-"));
const socket = path.join(folder, "s");
const server = makeServer(makeProvider(name, readSchema(name, version), {}, () => undefined));
const end = () => {
  server.forceShutdown();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
};

// Terraform waits two seconds for each plugin that does not know this call.
server.addService(controllerService, {
  Shutdown: (_: unknown, done: (error: null, answer: object) => void) => {
    done(null, {});
    setImmediate(end);
  },
});
// Terraform interrupts its plugins along with itself, and asks them to end when it is ready.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", end);
setInterval(() => {
  if (process.ppid === 1) end();
}, 1000).unref();

server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
  process.stdout.write(`1|6|unix|${socket}|grpc|\n`);
});

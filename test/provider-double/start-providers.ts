import { Server, ServerCredentials } from "@grpc/grpc-js";
import { providerService, unary } from "./protocol.ts";
import { makeProvider, type Injections, type ProviderCall, type ProviderHandlers } from "./provider.ts";
import { providerAddress, providerNames, readSchema, type ProviderVersions } from "./schema.ts";

/** Providers that serve this process's terraform runs. */
export interface RunningProviders {
  /** What a terraform process needs in its environment to use them. */
  readonly env: Readonly<Record<string, string>>;
  /** What terraform has asked so far, in order. */
  readonly calls: () => readonly ProviderCall[];
  readonly stop: () => Promise<void>;
}

/**
 * Serves the given versions on ports of the loopback interface. Terraform must run while this process's event loop turns: start it
 * with `runTerraform`, never with `spawnSync`. Over TCP every connection has a name of its own, so aliases and parallel runs do not mix.
 */
export async function startProviders(versions: ProviderVersions, injections: Injections = {}): Promise<RunningProviders> {
  const calls: ProviderCall[] = [];
  const wanted = providerNames.flatMap((name) => (versions[name] === undefined ? [] : [{ name, version: versions[name] }]));
  const started = await Promise.all(
    wanted.map(async ({ name, version }) => {
      const handlers = makeProvider(name, readSchema(name, version), injections, (call) => calls.push(call));
      return { name, ...(await serve(handlers)) };
    }),
  );
  const attach = Object.fromEntries(started.map(({ name, port }) => [providerAddress(name), reattachment(port)]));
  return {
    env: { TF_REATTACH_PROVIDERS: JSON.stringify(attach) },
    calls: () => calls,
    stop: async () => {
      for (const { server } of started) server.forceShutdown();
      return Promise.resolve();
    },
  };
}

/** What terraform is told of a running provider. `Test` must be true: it panics otherwise; then the pid is never used. */
function reattachment(port: number): object {
  return { Protocol: "grpc", ProtocolVersion: 6, Pid: process.pid, Test: true, Addr: { Network: "tcp", String: `127.0.0.1:${port}` } };
}

async function serve(handlers: ProviderHandlers): Promise<{ server: Server; port: number }> {
  const server = makeServer(handlers);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound)));
  });
  return { server, port };
}

/** A gRPC server with the provider's service; messages of any size, for schemas are large. */
export function makeServer(handlers: ProviderHandlers): Server {
  const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
  server.addService(providerService, Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [name, unary(handler)])));
  return server;
}

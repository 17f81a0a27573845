import path from "node:path";
import { loadPackageDefinition, status, type sendUnaryData, type ServerUnaryCall, type ServiceClientConstructor } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import type { DynamicValue } from "./wire-value.ts";

/** What a provider says about a configuration or a failure. */
export interface ProtocolDiagnostic {
  readonly severity: "ERROR" | "WARNING";
  readonly summary: string;
  readonly detail: string;
  readonly attribute?: ProtocolPath;
}

/** A path in the protocol's own form. */
export interface ProtocolPath {
  readonly steps: readonly (
    | { readonly attribute_name: string }
    | { readonly element_key_string: string }
    | { readonly element_key_int: number }
  )[];
}

/** The union of the fields of all requests: each call fills those that its message has. */
export interface ProtocolRequest {
  readonly type_name: string;
  readonly config: DynamicValue | null;
  readonly prior_state: DynamicValue | null;
  readonly proposed_new_state: DynamicValue | null;
  readonly planned_state: DynamicValue | null;
  readonly current_state: DynamicValue | null;
  readonly raw_state: { readonly json: Uint8Array } | null;
}

/** One handler; the peer names the connection, of which terraform makes one per provider configuration. */
export type Handler = (request: ProtocolRequest, peer: string) => object;

const definition = loadSync(
  ["tfplugin6.proto", "go-plugin.proto"].map((file) => path.join(import.meta.dirname, file)),
  {
    keepCase: true,
    longs: Number,
    enums: String,
    defaults: true,
  },
);
const loaded = loadPackageDefinition(definition) as unknown as {
  readonly tfplugin6: { readonly Provider: ServiceClientConstructor };
  readonly plugin: { readonly GRPCController: ServiceClientConstructor };
};

/** The service a provider answers to. */
export const providerService = loaded.tfplugin6.Provider.service;

/** The service by which a plugin that terraform started is told to end. */
export const controllerService = loaded.plugin.GRPCController.service;

/** Makes a handler what the server calls. A handler that throws becomes an error of the call, with its stack for the reader. */
export function unary(handler: Handler): (call: ServerUnaryCall<ProtocolRequest, object>, done: sendUnaryData<object>) => void {
  return (call, done) => {
    try {
      done(null, handler(call.request, call.getPeer()));
    } catch (error) {
      done({ code: status.INTERNAL, details: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  };
}

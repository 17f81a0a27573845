import { checkProviderConfig, checkResourceConfig } from "./check-config.ts";
import { computeUnknowns, resourceName } from "./computed-values.ts";
import { readDataSource } from "./data-sources.ts";
import { checkMergedTags } from "./tag-limits.ts";
import { mergedTags } from "./merged-tags.ts";
import { markComputed, planChange } from "./plan-resource.ts";
import type { Handler, ProtocolDiagnostic, ProtocolPath, ProtocolRequest } from "./protocol.ts";
import { schemaMessage } from "./schema-message.ts";
import type { ProviderName, ProviderSchema, TypeSchema } from "./schema.ts";
import { mapAttributes, type ValuePath } from "./walk-block.ts";
import { decodeFields, encodeValue, type Fields } from "./wire-value.ts";

/** A call that changed or read something, as tests look at them. */
export interface ProviderCall {
  readonly provider: ProviderName;
  readonly method: "ConfigureProvider" | "PlanResourceChange" | "ApplyResourceChange" | "ReadResource" | "ReadDataSource";
  /** Empty for ConfigureProvider. */
  readonly type: string;
  /** The name of the resource, where it has one. */
  readonly name: string | undefined;
  readonly action: "configure" | "create" | "update" | "delete" | "read";
}

/** What a test may make the clouds do. */
export interface Injections {
  /** The message with which creating, changing or deleting this resource fails; undefined to let it pass. */
  readonly failApply?: (type: string, name: string | undefined) => string | undefined;
  /** What terraform finds when it refreshes this resource: the state as it is, altered behind its back, or null when it is gone. */
  readonly onRead?: (type: string, state: Fields) => Fields | null;
}

/** All that one provider answers with: a handler for each RPC. */
export type ProviderHandlers = Readonly<Record<string, Handler>>;

/** A provider over its schema. Configurations are kept by connection: terraform opens one for each alias. */
export function makeProvider(
  provider: ProviderName,
  schema: ProviderSchema,
  injections: Injections,
  record: (call: ProviderCall) => void,
): ProviderHandlers {
  const message = schemaMessage(schema);
  const configs = new Map<string, Fields>();
  const served: Served = {
    provider,
    injections,
    resource: (type) => typeOf(schema.resource_schemas, type),
    dataSource: (type) => typeOf(schema.data_source_schemas, type),
    configOf: (peer) => configOf(configs, peer),
    note: (method, action, type, fields) => record({ provider, method, type, name: fields ? resourceName(fields) : undefined, action }),
  };
  return {
    GetProviderSchema: () => message,
    ValidateProviderConfig: ({ config }) => ({ diagnostics: checkProviderConfig(provider, decodeFields(config) ?? {}) }),
    ValidateResourceConfig: ({ type_name: type, config }) => ({
      diagnostics: checkResourceConfig({ provider, type, block: served.resource(type).block, fields: decodeFields(config) ?? {} }),
    }),
    ValidateDataResourceConfig: () => ({ diagnostics: [] }),
    ConfigureProvider: ({ config }, peer) => {
      served.note("ConfigureProvider", "configure", "");
      configs.set(peer, decodeFields(config) ?? {});
      return { diagnostics: [] };
    },
    UpgradeResourceState: ({ type_name: type, raw_state }) => ({ upgraded_state: upgrade(served.resource(type), raw_state?.json) }),
    ReadResource: (request, peer) => read(served, request, peer),
    PlanResourceChange: (request, peer) => plan(served, request, peer),
    ApplyResourceChange: (request, peer) => apply(served, request, peer),
    ReadDataSource: (request, peer) => readData(served, request, peer),
    StopProvider: () => ({}),
  };
}

/** What the handlers of one provider share. */
interface Served {
  readonly provider: ProviderName;
  readonly injections: Injections;
  readonly resource: (type: string) => TypeSchema;
  readonly dataSource: (type: string) => TypeSchema;
  readonly configOf: (peer: string) => Fields;
  readonly note: (method: ProviderCall["method"], action: ProviderCall["action"], type: string, fields?: Fields | null) => void;
}

/** A state that another version has written: what this one does not have goes, what it has besides is null until it is read. */
function upgrade({ block }: TypeSchema, json: Uint8Array | undefined): object {
  const stored = JSON.parse(Buffer.from(json ?? []).toString()) as Fields;
  return { json: Buffer.from(JSON.stringify(mapAttributes(block, stored, (_, value) => value))) };
}

/** What the cloud has: the state, with a value for whatever this version computes and the state did not have yet. */
function read({ provider, injections, resource, configOf, note }: Served, request: ProtocolRequest, peer: string): object {
  const { type_name: type, current_state } = request;
  const stored = decodeFields(current_state);
  note("ReadResource", "read", type, stored);
  if (!stored) return { new_state: current_state };
  const { block } = resource(type);
  const state = computeUnknowns({
    provider,
    type,
    block,
    config: configOf(peer),
    planned: markComputed(provider, block, configOf(peer), stored),
  });
  return { new_state: encodeValue(injections.onRead ? injections.onRead(type, state) : state) };
}

function plan({ provider, resource, configOf, note }: Served, request: ProtocolRequest, peer: string): object {
  const { type_name: type, proposed_new_state } = request;
  const [prior, proposed] = [decodeFields(request.prior_state), decodeFields(proposed_new_state)];
  note("PlanResourceChange", actionOf(prior, proposed), type, proposed ?? prior);
  if (!proposed) return { planned_state: proposed_new_state };
  const change = { provider, type, schema: resource(type), config: configOf(peer), prior, proposed };
  const { planned, merged, replacedBy } = planChange(change);
  return {
    planned_state: encodeValue(planned),
    requires_replace: replacedBy.map(protocolPath),
    diagnostics: checkMergedTags(type, merged),
  };
}

function apply({ provider, injections, resource, configOf, note }: Served, request: ProtocolRequest, peer: string): object {
  const { type_name: type } = request;
  const [prior, planned, config] = [decodeFields(request.prior_state), decodeFields(request.planned_state), configOf(peer)];
  note("ApplyResourceChange", actionOf(prior, planned), type, planned ?? prior);
  const failure = injections.failApply?.(type, resourceName(planned ?? prior ?? {}));
  if (failure !== undefined) return { new_state: encodeValue(prior), diagnostics: [problem(failure)] };
  if (!planned) return { new_state: encodeValue(null) };
  const { block } = resource(type);
  const tagged = { ...planned, ...mergedTags({ provider, block, config, prior, planned }) };
  return { new_state: encodeValue(computeUnknowns({ provider, type, block, config, planned: tagged })) };
}

function readData({ provider, dataSource, configOf, note }: Served, request: ProtocolRequest, peer: string): object {
  const { type_name: type } = request;
  const fields = decodeFields(request.config) ?? {};
  note("ReadDataSource", "read", type, fields);
  const asked = { provider, type, block: dataSource(type).block, config: configOf(peer), fields };
  return guarded(() => ({ state: encodeValue(readDataSource(asked)) }));
}

function typeOf(types: Readonly<Record<string, TypeSchema>>, type: string): TypeSchema {
  const found = types[type];
  if (!found) throw new Error(`the held schema has no type ${type}`);
  return found;
}

function configOf(configs: ReadonlyMap<string, Fields>, peer: string): Fields {
  const config = configs.get(peer);
  if (!config) throw new Error(`the connection ${peer} uses the provider before it has configured it`);
  return config;
}

function actionOf(prior: Fields | null, planned: Fields | null): "create" | "update" | "delete" {
  if (!prior) return "create";
  return planned ? "update" : "delete";
}

function guarded(work: () => object): object {
  try {
    return work();
  } catch (error) {
    return { diagnostics: [problem(error instanceof Error ? error.message : String(error))] };
  }
}

function problem(summary: string): ProtocolDiagnostic {
  return { severity: "ERROR", summary, detail: "Said by the provider double." };
}

/** A path in the form of the protocol. */
function protocolPath(path: ValuePath): ProtocolPath {
  return { steps: path.map((step) => (typeof step === "number" ? { element_key_int: step } : { attribute_name: step })) };
}

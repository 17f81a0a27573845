import { checkProviderConfig, checkResourceConfig } from "./check-config.ts";
import { computeUnknowns, resourceName } from "./computed-values.ts";
import { readDataSource } from "./data-sources.ts";
import { checkMergedTags } from "./tag-limits.ts";
import { mergedTags } from "./merged-tags.ts";
import { planChange } from "./plan-resource.ts";
import type { Handler, ProtocolDiagnostic, ProtocolPath, ProtocolRequest } from "./protocol.ts";
import { schemaMessage } from "./schema-message.ts";
import type { ProviderName, ProviderSchema, TypeSchema } from "./schema.ts";
import type { ValuePath } from "./walk-block.ts";
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
  const resource = (type: string) => typeOf(schema.resource_schemas, type);
  const note = (method: ProviderCall["method"], type: string, action: ProviderCall["action"], fields?: Fields | null) =>
    record({ provider, method, type, name: fields ? resourceName(fields) : undefined, action });

  return {
    GetProviderSchema: () => message,
    ValidateProviderConfig: ({ config }) => ({ diagnostics: checkProviderConfig(provider, decodeFields(config) ?? {}) }),
    ValidateResourceConfig: ({ type_name: type, config }) => ({
      diagnostics: checkResourceConfig({ provider, type, block: resource(type).block, fields: decodeFields(config) ?? {} }),
    }),
    ValidateDataResourceConfig: () => ({ diagnostics: [] }),
    ConfigureProvider: ({ config }, peer) => {
      note("ConfigureProvider", "", "configure");
      configs.set(peer, decodeFields(config) ?? {});
      return { diagnostics: [] };
    },
    UpgradeResourceState: ({ raw_state }) => ({ upgraded_state: { json: raw_state?.json ?? Buffer.alloc(0) } }),
    ReadResource: ({ type_name: type, current_state }) => {
      const state = decodeFields(current_state);
      note("ReadResource", type, "read", state);
      return { new_state: state && injections.onRead ? encodeValue(injections.onRead(type, state)) : current_state };
    },
    PlanResourceChange: (request, peer) => {
      const { type_name: type, prior_state, proposed_new_state } = request;
      const proposed = decodeFields(proposed_new_state);
      const prior = decodeFields(prior_state);
      note("PlanResourceChange", type, actionOf(prior, proposed), proposed ?? prior);
      if (!proposed) return { planned_state: proposed_new_state };
      const config = configOf(configs, peer);
      const { planned, merged, replacedBy } = planChange({ provider, type, schema: resource(type), config, prior, proposed });
      return {
        planned_state: encodeValue(planned),
        requires_replace: replacedBy.map(protocolPath),
        diagnostics: checkMergedTags(type, merged),
      };
    },
    ApplyResourceChange: (request, peer) => apply(request, configOf(configs, peer)),
    ReadDataSource: ({ type_name: type, config }, peer) => {
      const fields = decodeFields(config) ?? {};
      note("ReadDataSource", type, "read", fields);
      const { block } = typeOf(schema.data_source_schemas, type);
      return guarded(() => ({
        state: encodeValue(readDataSource({ provider, type, block, config: configOf(configs, peer), fields })),
      }));
    },
    StopProvider: () => ({}),
  };

  function apply({ type_name: type, prior_state, planned_state }: ProtocolRequest, config: Fields): object {
    const [prior, planned] = [decodeFields(prior_state), decodeFields(planned_state)];
    note("ApplyResourceChange", type, actionOf(prior, planned), planned ?? prior);
    const failure = injections.failApply?.(type, resourceName(planned ?? prior ?? {}));
    if (failure !== undefined) return { new_state: encodeValue(prior), diagnostics: [problem(failure)] };
    if (!planned) return { new_state: encodeValue(null) };
    const { block } = resource(type);
    const tagged = { ...planned, ...mergedTags({ provider, block, config, prior, planned }) };
    return { new_state: encodeValue(computeUnknowns({ provider, type, block, config, planned: tagged })) };
  }
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

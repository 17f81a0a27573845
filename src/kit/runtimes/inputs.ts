import type { Runtime } from "../../spec/infrastructure.ts";
import { isGiven } from "../quantities.ts";
import { isWaiting } from "../waiting-value.ts";
import type { Inputs } from "./define-runtime.ts";

/**
 * What a block says, or undefined where it says nothing: blank texts and empty lists are nothing, and so is what waits for an output
 * of Terraform. The id of a cluster that the module has yet to make must not keep it from making one.
 */
export function said(text: string | undefined): string | undefined;
/** The same of a list. */
export function said(list: readonly string[] | undefined): readonly string[] | undefined;
export function said(value: string | readonly string[] | undefined): string | readonly string[] | undefined {
  if (value !== undefined && isWaiting(value)) return undefined;
  if (!Array.isArray(value)) return isGiven(value) ? value : undefined;
  const items = (value as readonly string[]).filter(isGiven);
  return items.length === 0 ? undefined : items;
}

/** The bounds of scaling, where it is not turned off. */
export function instanceBounds({ compute }: Runtime): {
  readonly min_instances?: number | undefined;
  readonly max_instances?: number | undefined;
} {
  const { enabled = true, min_instances, max_instances } = compute?.auto_scaling ?? {};
  return enabled ? { min_instances, max_instances } : {};
}

/** How many machines, and between which bounds. */
export function instanceCounts(runtime: Runtime): Inputs {
  return { instance_count: runtime.compute?.instance_count, ...instanceBounds(runtime) };
}

/** A cluster that is there already is named, and none is made. */
export function existingCluster(name: string | undefined): Inputs {
  return name === undefined ? {} : { cluster_name: name, create_cluster: false };
}

/** Every fact of a block under its plain name, for runtimes without a module of ours. Cpu and memory come in the runtime's own units. */
export function plainInputs(runtime: Runtime, units: Inputs = {}): Inputs {
  const { compute, storage, network } = runtime;
  return {
    image: said(runtime.image),
    ...units,
    namespace: said(runtime.namespace),
    service_account: said(runtime.service_account),
    cluster_id: said(compute?.cluster_id),
    instance_type: said(compute?.instance_type),
    ...instanceCounts(runtime),
    bucket: said(storage?.bucket),
    volume_id: said(storage?.volume_id),
    mount_path: said(storage?.mount_path),
    vpc_id: said(network?.vpc_id),
    subnet_ids: said(network?.subnet_ids),
    security_group_ids: said(network?.security_group_ids),
  };
}

/** An amount as a number of units in text, as ECS wants it: `1024`. What cannot be read stays as it is. */
export function inUnits(value: string | number | undefined, read: (value: unknown) => number | undefined): string | undefined {
  return isGiven(value) ? String(read(value) ?? value) : undefined;
}

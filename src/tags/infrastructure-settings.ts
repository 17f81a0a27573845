import { canonicalKey, compareText } from "../kit/canonical-key.ts";
import type { Infrastructure } from "../spec/infrastructure.ts";
import { placeOf, setter, setting, type TagPosition, type TagSetting } from "./tag-settings.ts";

/** What the infrastructure block says: where the job runs, on what, and the tags that are written there. Positions are of the canonical block. */
export function infrastructureSettings(block: Infrastructure | undefined, at: TagPosition): TagSetting[] {
  if (!block) return [];
  const set = setter("infrastructure", at);
  const { runtime, terraform } = block;
  const { instance_type, instance_count, auto_scaling } = runtime.compute ?? {};
  return [
    ...set("infrastructure", "provider", block.provider, ["provider"]),
    ...set("infrastructure", "platform", runtime.type, ["runtime", "type"]),
    ...set("infrastructure", "provisioner", block.provisioner, ["provisioner"]),
    ...set("infrastructure", "region", block.region, ["region"]),
    ...set("infrastructure", "cpu", runtime.cpu, ["runtime", "cpu"]),
    ...set("infrastructure", "memory", runtime.memory, ["runtime", "memory"]),
    ...set("infrastructure", "instance_type", instance_type, ["runtime", "compute", "instance_type"]),
    ...set("infrastructure", "instance_count", instance_count, ["runtime", "compute", "instance_count"]),
    ...set("infrastructure", "min_instances", auto_scaling?.min_instances, ["runtime", "compute", "auto_scaling", "min_instances"]),
    ...set("infrastructure", "max_instances", auto_scaling?.max_instances, ["runtime", "compute", "auto_scaling", "max_instances"]),
    ...set("infrastructure", "terraform_workspace", terraform.workspace, ["terraform", "workspace"]),
    ...writtenTags(block, at),
  ];
}

/**
 * A tag of the block sets the fact that it names (`cost_center` is `finops.cost_center`), and stands among the block's own as it was
 * written. Of two spellings of one key the canonical one wins: it comes last.
 */
function writtenTags(block: Infrastructure, at: TagPosition): TagSetting[] {
  const written = Object.keys(block.tags).sort(
    (a, b) => Number(canonicalKey(a) === a) - Number(canonicalKey(b) === b) || compareText(a, b),
  );
  return written.flatMap((key) => {
    const value = block.tags[key]!;
    const where = at("infrastructure", ["tags", key]);
    const home = placeOf(key);
    const own = { namespace: "infrastructure", key: canonicalKey(key) } as const;
    const places = home.namespace === "infrastructure" ? [home] : [home, own];
    return places.map((place) => setting("infrastructure", place, value, where, key));
  });
}

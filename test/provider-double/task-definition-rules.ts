import type { WholeRule } from "./rule-kinds.ts";
import { isFields, type Fields, type WireValue } from "./wire-value.ts";

const range = (from: number, to: number, step: number) => Array.from({ length: (to - from) / step + 1 }, (_, at) => from + at * step);

/** Memory in MiB that Fargate offers for each number of CPU units. */
const fargateMemory: Readonly<Record<number, readonly number[]>> = {
  256: [512, 1024, 2048],
  512: range(1024, 4096, 1024),
  1024: range(2048, 8192, 1024),
  2048: range(4096, 16_384, 1024),
  4096: range(8192, 30_720, 1024),
  8192: range(16_384, 61_440, 4096),
  16384: range(32_768, 122_880, 8192),
};

/** A task for Fargate has a network of its own and one of the pairs of cpu and memory that are sold. */
export const fargateSize: WholeRule = (fields) => {
  const { requires_compatibilities: compatibilities, cpu, memory, network_mode: network } = fields;
  if (!Array.isArray(compatibilities) || !compatibilities.includes("FARGATE")) return undefined;
  if (network === null || (typeof network === "string" && network !== "awsvpc")) return "Fargate requires the network mode awsvpc";
  if (cpu === null || memory === null) return "Fargate requires cpu and memory of the task";
  if (typeof cpu !== "string" || typeof memory !== "string") return undefined;
  const [units, mib] = [amount(cpu, /vcpu$/i), amount(memory, /gb$/i)];
  const offered = fargateMemory[units];
  if (!offered) return `Fargate has no cpu ${cpu}: expected one of ${Object.keys(fargateMemory).join(", ")}`;
  return offered.includes(mib) ? undefined : `Fargate has no memory ${memory} for cpu ${cpu}: expected one of ${offered.join(", ")}`;
};

/** The JSON of container definitions is a list, and its members have the types of the API. */
export const containerDefinitions: WholeRule = ({ container_definitions: text }) => {
  if (typeof text !== "string") return undefined;
  const parsed = parse(text);
  if (!Array.isArray(parsed)) return "container_definitions is not a JSON list";
  if (parsed.length === 0) return "container_definitions is empty";
  const problems = parsed.flatMap((container: WireValue) =>
    isFields(container) ? checkContainer(container) : ["a container is no object"],
  );
  return problems.length > 0 ? `container_definitions: ${problems.join("; ")}` : undefined;
};

/** Members of a container by the type that the API wants. What is not named here is not checked. */
const memberTypes: Readonly<Record<string, "string" | "number" | "boolean" | "list" | "object">> = {
  command: "list",
  cpu: "number",
  entryPoint: "list",
  environment: "list",
  essential: "boolean",
  healthCheck: "object",
  image: "string",
  linuxParameters: "object",
  logConfiguration: "object",
  memory: "number",
  memoryReservation: "number",
  mountPoints: "list",
  name: "string",
  portMappings: "list",
  privileged: "boolean",
  readonlyRootFilesystem: "boolean",
  secrets: "list",
  stopTimeout: "number",
  ulimits: "list",
  user: "string",
  workingDirectory: "string",
};

function checkContainer(container: Fields): readonly string[] {
  const name = typeof container["name"] === "string" ? container["name"] : "a container";
  const missing = ["name", "image"].filter((member) => typeof container[member] !== "string" || container[member] === "");
  const wrong = Object.entries(container).flatMap(([member, value]) => {
    const wanted = memberTypes[member];
    return wanted === undefined || value === null || kindOf(value) === wanted ? [] : [`${name}: ${member} is no ${wanted}`];
  });
  const legal = /^[A-Za-z0-9_-]{1,255}$/.test(name) || missing.includes("name") ? [] : [`the name ${name} is not legal`];
  return [...missing.map((member) => `${name}: ${member} is missing`), ...wrong, ...legal, ...checkPairs(name, container)];
}

/** Environment and secrets are pairs of texts; a number or null in them is refused by the API. */
function checkPairs(name: string, container: Fields): readonly string[] {
  const pairs = { environment: "value", secrets: "valueFrom" };
  const texts = { command: container["command"], entryPoint: container["entryPoint"] };
  return [
    ...Object.entries(pairs).flatMap(([member, other]) =>
      items(container[member]).flatMap((item) =>
        isFields(item) && typeof item["name"] === "string" && typeof item[other] === "string"
          ? []
          : [`${name}: a member of ${member} is not a pair of texts, name and ${other}`],
      ),
    ),
    ...Object.entries(texts).flatMap(([member, list]) =>
      items(list).some((item) => typeof item !== "string") ? [`${name}: ${member} has a member that is no text`] : [],
    ),
  ];
}

function items(value: WireValue | undefined): readonly WireValue[] {
  return Array.isArray(value) ? value : [];
}

function kindOf(value: WireValue): string {
  if (Array.isArray(value)) return "list";
  return typeof value;
}

/** `512`, `.5 vCPU`, `1 GB` in the unit of the API. */
function amount(text: string, unit: RegExp): number {
  const trimmed = text.trim();
  return unit.test(trimmed) ? Number(trimmed.replace(unit, "")) * 1024 : Number(trimmed);
}

function parse(text: string): WireValue {
  try {
    return JSON.parse(text) as WireValue;
  } catch {
    return null;
  }
}

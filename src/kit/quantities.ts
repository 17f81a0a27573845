/** How a unit of memory is meant: by container services and the JVM, by Kubernetes, by Python's libraries. */
export type MemoryStyle = "binary" | "kubernetes" | "decimal";

const number = String.raw`(\d+(?:\.\d*)?|\.\d+)`;
const cpuPattern = new RegExp(`^${number}\\s*(?:(m)|([vV]?(?:cpu|CPU)s?|[cC]ores?))?$`);
const memoryPattern = new RegExp(`^${number}\\s*([A-Za-z]*)$`);
const mebibyte = 2 ** 20;
const powers = ["k", "m", "g", "t", "p", "e"];

/** Whether a block says anything here: blank text says nothing, and is reported elsewhere. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === "string" && value.trim() === "");
}

/** Cores that a value names: 2, `0.5`, `500m`, `1 vCPU`; undefined where it names none. */
export function readCores(value: unknown): number | undefined {
  return readCpu(value)?.cores;
}

/** CPU units of ECS, 1024 to a core: `1024`, `.25 vCPU`. No task has 16 units or less, so such a number means cores. */
export function readCpuUnits(value: unknown): number | undefined {
  const cpu = readCpu(value);
  if (!cpu) return undefined;
  return cpu.bare && cpu.cores > 16 ? cpu.cores : cpu.cores * 1024;
}

function readCpu(value: unknown): { readonly cores: number; readonly bare: boolean } | undefined {
  if (typeof value === "number") return isAmount(value) ? { cores: value, bare: true } : undefined;
  const match = typeof value === "string" ? cpuPattern.exec(value.trim()) : null;
  if (!match) return undefined;
  const [, amount, milli, unit] = match;
  const cores = Number(amount) / (milli === undefined ? 1 : 1000);
  return isAmount(cores) ? { cores, bare: milli === undefined && unit === undefined } : undefined;
}

/**
 * Mebibytes that a value names. A number without a unit is MiB, as `memory_mb` and ECS have it; where bytes are usual too
 * (`kubernetes`, `decimal`), a number that would be a TiB or more is bytes. `binary` reads every unit by 1024: `2 GB` is `2Gi`.
 */
export function readMebibytes(value: unknown, style: MemoryStyle): number | undefined {
  if (typeof value === "number") return isAmount(value) ? bareMebibytes(value, style) : undefined;
  const match = typeof value === "string" ? memoryPattern.exec(value.trim()) : null;
  if (!match) return undefined;
  const amount = Number(match[1]);
  if (!isAmount(amount)) return undefined;
  if (match[2] === "") return bareMebibytes(amount, style);
  const bytes = style === "kubernetes" ? kubernetesUnit(match[2]!) : spelledUnit(match[2]!, style);
  return bytes === undefined ? undefined : (amount * bytes) / mebibyte;
}

function isAmount(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function bareMebibytes(value: number, style: MemoryStyle): number {
  return style === "binary" || value < mebibyte ? value : value / mebibyte;
}

/** Bytes of a suffix as Kubernetes spells it: case counts, and `m` is a thousandth of a byte. */
function kubernetesUnit(suffix: string): number | undefined {
  if (suffix === "m") return 1 / 1000;
  const [, letter, binary] = /^([kKMGTPE])(i?)$/.exec(suffix) ?? [];
  const kilo = letter === "k" || letter === "K";
  if (letter === undefined || (kilo && (letter === "K") !== (binary === "i"))) return undefined;
  return (binary === "i" ? 1024 : 1000) ** (powers.indexOf(letter.toLowerCase()) + 1);
}

/** Bytes of `b`, `kb`, `MiB`, `g`: case does not count. */
function spelledUnit(suffix: string, style: MemoryStyle): number | undefined {
  const [whole, letter, binary] = /^([kmgtpe])?(i)?b?$/.exec(suffix.toLowerCase()) ?? [];
  if (whole === undefined || (letter === undefined && binary !== undefined)) return undefined;
  const base = style === "binary" || binary === "i" ? 1024 : 1000;
  return letter === undefined ? 1 : base ** (powers.indexOf(letter) + 1);
}

/** Cores as Kubernetes writes them: `2`, `500m`. */
export function formatCores(cores: number): string {
  return Number.isInteger(cores) ? String(cores) : `${Math.round(cores * 1000)}m`;
}

/** Mebibytes in whole units: `2Gi`, `1536Mi`; the units may be another tool's (`["m", "g"]`). Undefined where they are not whole. */
export function formatMebibytes(mebibytes: number, units: readonly [mebi: string, gibi: string] = ["Mi", "Gi"]): string | undefined {
  if (!Number.isInteger(mebibytes)) return undefined;
  return mebibytes > 0 && mebibytes % 1024 === 0 ? `${mebibytes / 1024}${units[1]}` : `${mebibytes}${units[0]}`;
}

/** Cores for Kubernetes; what cannot be read stays as it is. */
export function kubernetesCpu(value: string | number | undefined): string | undefined {
  if (!isGiven(value)) return undefined;
  const cores = readCores(value);
  return cores === undefined ? String(value) : formatCores(cores);
}

/** Memory for Kubernetes: a number gets its unit, a text that has one keeps it. */
export function kubernetesMemory(value: string | number | undefined): string | undefined {
  if (!isGiven(value)) return undefined;
  const written = String(value).replaceAll(/\s+/g, "");
  const mebibytes = readMebibytes(value, "kubernetes");
  if (mebibytes === undefined || /[A-Za-z]$/.test(written)) return written;
  return formatMebibytes(mebibytes) ?? `${mebibytes}Mi`;
}

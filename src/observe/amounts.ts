/** `1,234,567`. By hand: loading the locale's own rules takes half as long as starting Node. */
export function digitsText(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `1 row`, `1,234 rows`. */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${digitsText(count)} ${count === 1 ? one : many}`;
}

const units = ["bytes", "kB", "MB", "GB", "TB", "PB"];

/** `512 bytes`, `1.5 MB`: powers of 1000, one digit behind the point below 100. */
export function bytesText(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= 999.5 && unit < units.length - 1) [amount, unit] = [amount / 1000, unit + 1];
  return `${unit === 0 || amount >= 99.95 ? Math.round(amount) : amount.toFixed(1)} ${units[unit]}`;
}

/** `0.4 s`, `12 s`, `3 min 05 s`, `2 h 07 min`. */
export function secondsText(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${twoDigits(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${twoDigits(Math.floor((whole % 3600) / 60))} min`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, "0");
}

import { DativoError } from "../kit/error.ts";
import { textOption, type Invocation } from "./command.ts";

/** A whole number of at least `least` from an option; undefined when it was not given; `refused` when it is anything else. */
export function wholeNumber(invocation: Invocation, name: string, least: number): number | undefined {
  const text = textOption(invocation, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  const flag = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new DativoError("refused", `--${flag} takes a whole number of at least ${least}, not '${text}'`);
}

// Preloaded into a run (`node --import`): every look at the clock shows it a minute earlier than the look before, beginning
// FAULT_CLOCK_OFFSET_MS from the true time.
const now = Date.now;
const start = now() + Number(process.env.FAULT_CLOCK_OFFSET_MS ?? 0);
let looks = 0;
const read = () => start - 60_000 * looks++;
globalThis.Date = class extends Date {
  constructor(...args) {
    super(...(args.length === 0 ? [read()] : args));
  }
  static now() {
    return read();
  }
};

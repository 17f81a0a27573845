import type { StorePlugin } from "../../../kit/store.ts";

/** Files on this machine: plain absolute paths and `file://` URLs. */
const plugin: StorePlugin = {
  name: "disk",
  summary: "Folders on this machine, by path or file:// URL.",
  schemes: ["", "file"],
  async load() {
    const { diskStore } = await import("./disk-store.ts");
    return { open: async () => diskStore() };
  },
};
export default plugin;

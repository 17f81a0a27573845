import type { CatalogPlugin } from "../../../kit/catalog.ts";
import { sqliteConfig } from "./config.ts";

/** An SQLite file beside the tables, laid out as PyIceberg's SqlCatalog and the Java JdbcCatalog (schema V1) have it. */
const plugin: CatalogPlugin = {
  name: "sqlite",
  summary: "An SQLite file in the warehouse that PyIceberg and Spark open too.",
  get config() {
    return sqliteConfig();
  },
  async load() {
    const { openSqliteCatalog } = await import("./sqlite-catalog.ts");
    return { open: (config, warehouse, store) => openSqliteCatalog(sqliteConfig().parse(config), warehouse, store) };
  },
};
export default plugin;

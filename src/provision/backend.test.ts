import { expect, test } from "vitest";
import { planBackend } from "./backend.ts";
import { renderHcl } from "./render-hcl.ts";

const hcl = (settings: Readonly<Record<string, string | number | boolean>>, workspace?: string): string | undefined => {
  const planned = planBackend(settings, "acme/orders/prod", workspace);
  return planned?.block && renderHcl([planned.block]).replace(/\s+/g, " ").trim();
};

test.each([
  [
    { bucket: "b", region: "r", dynamodb_table: "t" },
    'backend "s3" { bucket = "b" dynamodb_table = "t" key = "acme/orders/prod/terraform.tfstate" region = "r" }',
  ],
  [{ bucket: "b", key: "k", region: "r" }, 'backend "s3" { bucket = "b" key = "k" region = "r" }'],
  [{ bucket: "b", prefix: "p" }, 'backend "gcs" { bucket = "b" prefix = "p" }'],
  [{ type: "gcs", bucket: "b" }, 'backend "gcs" { bucket = "b" prefix = "acme/orders/prod" }'],
  [
    { storage_account_name: "s", container_name: "c" },
    'backend "azurerm" { container_name = "c" key = "acme/orders/prod/terraform.tfstate" storage_account_name = "s" }',
  ],
  [{ path: "x.tfstate" }, 'backend "local" { path = "x.tfstate" }'],
  [{ type: "http", address: "http://h" }, 'backend "http" { address = "http://h" }'],
  [{ organization: "o" }, 'cloud { organization = "o" workspaces { name = "acme-orders-prod" } }'],
  [
    { type: "remote", organization: "o", hostname: "h" },
    'cloud { hostname = "h" organization = "o" workspaces { name = "acme-orders-prod" } }',
  ],
])("%j", (settings, block) => {
  expect(hcl(settings)).toBe(block);
});

test("a cloud has the job's workspace among its settings; other backends have it selected", () => {
  expect(hcl({ organization: "o" }, "blue")).toContain('workspaces { name = "blue" }');
  expect(planBackend({ organization: "o" }, "p", "blue")?.workspaces).toBe(false);
  expect(planBackend({ path: "p" }, "p", "blue")?.workspaces).toBe(true);
  expect(planBackend({ type: "http" }, "p", undefined)?.workspaces).toBe(false);
  expect(planBackend({ type: "http" }, "p", "blue")?.workspaces).toBe(true);
});

test("none is the state beside the files; one that nothing tells is undefined", () => {
  expect(planBackend(undefined, "p", undefined)).toEqual({ workspaces: true });
  expect(planBackend({ bucket: "b" }, "p", undefined)).toBeUndefined();
});

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { requiredTagKeys, tagLayers, tagNamespaces, tagTargets, type Tag, type TagTarget } from "../spec/tags.ts";
import { canonicalKey } from "../kit/canonical-key.ts";
import { renderTags } from "./render-tags.ts";

const flatTargets = tagTargets.filter((target) => target !== "iceberg");

const words = ["cost_center", "team", "job_name", "pipeline_type", "environment", "project", "owner", "name", "version", "default"];
const spellings = [
  "CostCenter",
  "AppID",
  "app-id",
  "A",
  "S3Bucket",
  "s-3-bucket",
  "HTTPServer",
  "Größe",
  "managed-by",
  "fields.email",
  "a_b",
  "AB",
];
const hostile = [
  "aws:x",
  "AWS:y",
  "azure_thing",
  "Microsoft",
  "dagster/kind",
  "kubernetes.io/os",
  "app.kubernetes.io/name",
  "a/b/c",
  "Acme.io/Tier",
  "acme.io/tier",
];
const illegal = [
  "a,b",
  "cost.center",
  "job,name",
  "a b",
  "",
  "  ",
  "---",
  "__proto__",
  "3rd_party",
  "ÄRZTE",
  "e\u0301",
  "\ud800",
  "İ",
  "provider",
  "contains_pii",
  "x.",
  "x_",
];
const text = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    "",
    "prod",
    "production",
    "PII,Financial",
    "data-team@acme.com",
    'a"b${c}%{d}\n',
    "İSTANBUL",
    "\udc00x",
    "e\u0301",
    "-",
    "_x_",
  ),
  fc.integer({ min: 55, max: 300 }).map((length) => "long value 😀 ".repeat(30).slice(0, length)),
);
const spelling = fc.oneof(
  fc.constantFrom(...words, ...spellings, ...hostile, ...illegal),
  fc.string({ unit: "grapheme", maxLength: 8 }),
  fc.stringMatching(/^[a-z]{2,5}(_[a-z0-9]{1,5}){0,3}$/),
  fc.integer({ min: 55, max: 140 }).map((length) => "one_more_word_".repeat(11).slice(0, length)),
  fc.integer({ min: 60, max: 70 }).map((length) => `Long.Key/${"x".repeat(length)}`),
);
const value = fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text, { minLength: 1, maxLength: 3 }));
const tag: fc.Arbitrary<Tag> = fc
  .record({ namespace: fc.constantFrom(...tagNamespaces), spelling, value, layer: fc.constantFrom(...tagLayers) })
  .map(({ namespace, spelling: written, value: said, layer }) => {
    const key = canonicalKey(written);
    return { namespace, key, value: said, sources: [{ layer, value: said, ...(written === key ? {} : { written }) }] };
  });
const nameOf = ({ namespace, key }: Tag): string => `${namespace}.${key}`;
const tagSet = fc.uniqueArray(tag, { selector: nameOf, maxLength: 90, size: "max" });
const shownAs = (said: Tag["value"], separator: string): string => (typeof said === "object" ? said.join(separator) : String(said));

/** What a renderer gave, as tags again. */
function tagsOf(rendered: Readonly<Record<string, string>>): Tag[] {
  return Object.entries(rendered).map(([key, said]) => ({ namespace: "identity", key, value: said, sources: [] }));
}

interface Limits {
  readonly count: number;
  readonly key: RegExp;
  readonly never?: RegExp;
  readonly value: RegExp;
}
/** Written down from the vendors' pages, not from the renderers. */
const aws = { key: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u, never: /^aws:/i, value: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u };
const legal: Readonly<Record<Exclude<TagTarget, "iceberg">, Limits>> = {
  aws: { ...aws, count: 50 },
  azure: { count: 50, key: /^[^<>%&\\?/]{1,512}$/, never: /^(azure|microsoft|windows)/i, value: /^[^]{0,256}$/ },
  gcp: { count: 64, key: /^[a-z][a-z0-9_-]{0,62}$/, value: /^[a-z0-9_-]{0,63}$/ },
  kubernetes: {
    count: Infinity,
    key: /^(?=[^/]{1,253}\/)[a-z0-9]([a-z0-9.-]*[a-z0-9])?\/(?=.{1,63}$)[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/,
    never: /^(kubernetes|k8s)\.io\//,
    value: /^(?=.{0,63}$)([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/,
  },
  databricks: { ...aws, key: /^.{1,127}$/s, count: 45, never: /^(aws:|(name|vendor|clusterid|clustername|creator|runname|jobid)$)/i },
  dagster: {
    count: Infinity,
    key: /^([A-Za-z0-9._-]{1,63}\/)?[A-Za-z0-9._-]{1,63}$/,
    never: /^dagster\//,
    value: /^[A-Za-z0-9._-]{0,63}$/,
  },
  terraform: { count: Infinity, key: /^[^]{1,128}$/, value: /^[^]{0,256}$/ },
};

describe.each(flatTargets)("%s", (name) => {
  test("gives only what the target takes", () => {
    fc.assert(
      fc.property(tagSet, (tags) => {
        const limits = legal[name];
        const rendered = Object.entries(renderTags(tags, name).tags);
        expect(rendered.length).toBeLessThanOrEqual(limits.count);
        for (const [key, said] of rendered) {
          expect(key).toMatch(limits.key);
          expect(said).toMatch(limits.value);
          if (limits.never) expect(key).not.toMatch(limits.never);
        }
      }),
    );
  });

  test("applied to what it gave, it changes nothing", () => {
    fc.assert(
      fc.property(tagSet, (tags) => {
        const once = renderTags(tags, name).tags;
        const again = renderTags(tagsOf(once), name);
        expect(again.tags).toEqual(once);
        // Two names that IAM takes for one stay two, and are told of each time.
        expect(again.changes.filter(({ detail }) => !detail.endsWith("IAM takes both for one"))).toEqual([]);
      }),
    );
  });

  test("does not depend on the order of the tags", () => {
    fc.assert(
      fc.property(
        tagSet.chain((tags) => fc.tuple(fc.constant(tags), fc.shuffledSubarray(tags, { minLength: tags.length }))),
        ([tags, shuffled]) => {
          expect(JSON.stringify(renderTags(shuffled, name))).toBe(JSON.stringify(renderTags(tags, name)));
        },
      ),
    );
  });

  test("loses nothing that it does not report", () => {
    const separator = ["gcp", "kubernetes", "dagster"].includes(name) ? "_" : "+";
    fc.assert(
      fc.property(tagSet, fc.option(fc.integer({ min: 1, max: 45 }), { nil: undefined }), (tags, budget) => {
        const { tags: rendered, changes } = renderTags(tags, name, budget === undefined ? {} : { budget });
        const values = Object.values(rendered);
        for (const one of tags) {
          const altered = changes.filter((change) => change.tag === nameOf(one) && change.change !== "renamed");
          if (altered.length === 0) expect(values).toContain(shownAs(one.value, separator));
        }
        for (const change of changes) expect(tags.map(nameOf)).toContain(change.tag);
      }),
    );
  });

  test("keeps the required tags to the last", () => {
    fc.assert(
      fc.property(tagSet, fc.integer({ min: 5, max: 10 }), (tags, budget) => {
        const others = tags.filter(({ key }) => !requiredTagKeys.some((required) => required === key));
        const required = requiredTagKeys.map((key): Tag => ({
          namespace: key === "cost_center" ? "finops" : "identity",
          key,
          value: "v",
          sources: [],
        }));
        const { changes } = renderTags([...others, ...required], name, { budget });
        const lost = changes.filter(
          ({ tag: lostTag, change }) => ["dropped", "collided"].includes(change) && required.some((one) => nameOf(one) === lostTag),
        );
        expect(lost).toEqual([]);
      }),
    );
  });
});

test("azure: names that differ in case alone are one, and who lost is told", () => {
  const anyCase = fc
    .mixedCase(fc.constant("acme.io/tier"))
    .map((key): Tag => ({ namespace: "infrastructure", key, value: key, sources: [] }));
  fc.assert(
    fc.property(fc.uniqueArray(anyCase, { selector: nameOf, minLength: 2, maxLength: 9 }), (tags) => {
      const { tags: rendered, changes } = renderTags(tags, "azure");
      expect(Object.keys(rendered)).toHaveLength(1);
      expect(changes.filter(({ change }) => change === "collided")).toHaveLength(tags.length - 1);
    }),
  );
});

test("what a label or tag cannot hold is whole beside it", () => {
  fc.assert(
    fc.property(tagSet, fc.constantFrom("kubernetes" as const, "dagster" as const), (tags, name) => {
      const { tags: rendered, overflow = {}, changes } = renderTags(tags, name);
      for (const one of tags) {
        const kinds = new Set(changes.filter((change) => change.tag === nameOf(one)).map(({ change }) => change));
        if (kinds.has("dropped") || kinds.has("collided") || one.key === "environment") continue;
        const whole = shownAs(one.value, "+").toWellFormed().normalize("NFC");
        const beside = Object.values(overflow).map((said) => said.toWellFormed().normalize("NFC"));
        if (whole.length <= 256) expect([...beside, ...Object.values(rendered)]).toContain(whole);
      }
    }),
  );
});

type ModuleRule = (key: string, said: string) => readonly [string, string] | undefined;
const isSnake = (key: string): boolean => /^[a-z0-9]+(_[a-z0-9]+)*$/.test(key);
const trim = (whole: string): string => whole.replace(/^[^A-Za-z0-9]+/, "").replace(/[^A-Za-z0-9]+$/, "");

/** What the modules do to `job_metadata`, written from their convention: undefined where they drop the key. */
const moduleRules: Readonly<Record<"aws" | "azure" | "gcp" | "kubernetes", ModuleRule>> = {
  aws: (key, said) => {
    const word = (text: string): string =>
      /^(pii|phi|pci)$/.test(text) ? text.toUpperCase() : text.slice(0, 1).toUpperCase() + text.slice(1);
    const pascal = isSnake(key) ? key.split("_").map(word).join("") : key;
    return /^aws:/i.test(key) ? undefined : [pascal.slice(0, 128), said.replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, "_").slice(0, 256)];
  },
  azure: (key, said) => {
    const name = isSnake(key) ? key.replaceAll("_", "-") : key.replace(/[<>%&\\?/]/g, "-");
    return /^(azure|microsoft|windows)/i.test(name) ? undefined : [name.slice(0, 512), said.slice(0, 256)];
  },
  gcp: (key, said) => {
    const clean = (whole: string): string =>
      Array.from(whole, (letter) => [...letter.toLowerCase()][0]!.replace(/[^a-z0-9_-]/u, "_")).join("");
    return [
      clean(key)
        .replace(/^(?=[^a-z])/, "l_")
        .slice(0, 63),
      clean(said).slice(0, 63),
    ];
  },
  kubernetes: (key, said) => {
    const value = trim(said.replace(/[^A-Za-z0-9._-]/gu, "_").slice(0, 63));
    if (key.includes("/")) return legal.kubernetes.key.test(key) && !legal.kubernetes.never!.test(key) ? [key, value] : undefined;
    const name = trim(isSnake(key) ? key.replaceAll("_", "-") : key.replace(/[^A-Za-z0-9._-]/gu, "-"));
    return name === "" ? undefined : [`dativo.io/${trim(name.slice(0, 63))}`, value];
  },
};

describe.each(["aws", "azure", "gcp", "kubernetes"] as const)("%s agrees with what the modules make of job_metadata", (name) => {
  const cloud = name === "kubernetes" ? "gcp" : name;
  const provider: Tag = {
    namespace: "infrastructure",
    key: "provider",
    value: cloud,
    sources: [{ layer: "infrastructure", value: cloud }],
  };
  const oneName = (key: string): string => (name === "azure" ? key.toLowerCase() : key);

  test("key by key, but for keys that a module cannot tell apart", () => {
    fc.assert(
      fc.property(tagSet, (tags) => {
        const whole = [...tags.filter((one) => nameOf(one) !== nameOf(provider)), provider];
        const pairs = Object.entries(renderTags(whole, "terraform").tags).flatMap(([key, said]) =>
          [moduleRules[name](key, said) ?? []].filter(isPair),
        );
        const byModule = Map.groupBy(pairs, ([key]) => oneName(key));
        const { tags: rendered, changes } = renderTags(whole, name);
        for (const [key, said] of Object.entries(rendered)) {
          const same = byModule.get(oneName(key));
          if (same?.length === 1) expect([key, said]).toEqual(same[0]);
          else if (!same)
            expect(changes).toContainEqual(
              expect.objectContaining({ change: "renamed", detail: expect.stringContaining(`written '${key}'`) }),
            );
        }
        if (changes.some(({ change, detail }) => change === "dropped" && detail.startsWith("there is room"))) return;
        expect(Object.keys(rendered)).toEqual(
          expect.arrayContaining([...byModule].filter(([, same]) => same.length === 1).map(([, [pair]]) => pair![0])),
        );
      }),
    );
  });
});

function isPair(pair: readonly string[]): pair is readonly [string, string] {
  return pair.length === 2;
}

test.each([
  ["aws", /^[A-Z][A-Za-z0-9]{0,40}$/],
  ["databricks", /^[A-Z][A-Za-z0-9]{9,40}$/],
  ["azure", /^[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,3}$/],
  ["gcp", /^[a-z][a-z0-9_-]{0,40}$/],
  ["kubernetes", /^[a-z]{1,9}\.example\/[a-zA-Z0-9]{1,9}$/],
  ["dagster", /^[a-zA-Z0-9._-]{1,9}\/[a-zA-Z0-9._-]{1,9}$/],
] as const)("%s: a key of the user's own that is in its style stays as written, in the module's hands too", (name, style) => {
  const isOurs = (key: string): boolean =>
    /^(azure|microsoft|windows|dagster)/.test(key) || requiredTagKeys.some((one) => one === canonicalKey(key));
  fc.assert(
    fc.property(
      fc.stringMatching(style).filter((written) => !isOurs(written)),
      (written) => {
        const own: Tag = {
          namespace: "infrastructure",
          key: canonicalKey(written),
          value: "v",
          sources: [{ layer: "default", value: "v", written }],
        };
        if (own.key === "provider") return;
        expect(renderTags([own], name)).toMatchObject({ tags: { [written]: "v" }, changes: [] });
        if (name !== "aws" && name !== "azure" && name !== "gcp") return;
        const provider: Tag = { namespace: "infrastructure", key: "provider", value: name, sources: [] };
        const { infra_provider: _, ...metadata } = renderTags([own, provider], "terraform").tags;
        expect(Object.entries(metadata).map(([key, said]) => moduleRules[name](key, said))).toEqual([[written, "v"]]);
      },
    ),
  );
});

test("required keys are canonical for Terraform, however they were spelled", () => {
  const provider: Tag = { namespace: "infrastructure", key: "provider", value: "aws", sources: [] };
  const own = (written: string): Tag => ({
    namespace: "infrastructure",
    key: canonicalKey(written),
    value: "v",
    sources: [{ layer: "default", value: "v", written }],
  });
  expect(renderTags([provider, own("JOBName"), own("AppID"), own("CustomTag")], "terraform").tags).toEqual({
    AppID: "v",
    custom_tag: "v",
    infra_provider: "aws",
    job_name: "v",
  });
  expect(renderTags([own("JOBName"), own("AppID")], "terraform").tags).toEqual({ app_id: "v", job_name: "v" });
});

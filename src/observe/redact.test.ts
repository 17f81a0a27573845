import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DativoError } from "../kit/error.ts";
import { describeError } from "../kit/describe-error.ts";
import { redact, redactor } from "./redact.ts";

/** Each holds `s3cr3t-Value` where a secret may stand; nothing of it may come out. */
const places: readonly string[] = [
  "password=s3cr3t-Value",
  "token: s3cr3t-Value",
  "PASSWORD = s3cr3t-Value",
  "api_key=s3cr3t-Value",
  "apiKey: s3cr3t-Value",
  "secret=s3cr3t-Value",
  "credential: s3cr3t-Value",
  "credentials=s3cr3t-Value",
  "authorization: s3cr3t-Value",
  "access key: s3cr3t-Value",
  "secret access key = s3cr3t-Value",
  "AWS_SECRET_ACCESS_KEY=s3cr3t-Value",
  "PGPASSWORD=s3cr3t-Value",
  "DB_PASS=s3cr3t-Value",
  "client-secret: s3cr3t-Value",
  "passphrase:s3cr3t-Value",
  "pwd=s3cr3t-Value;db=x",
  'password="s3cr3t-Value"',
  "password='s3cr3t-Value'",
  "password=`s3cr3t-Value`",
  'password="two words s3cr3t-Value"',
  'password = "unclosed s3cr3t-Value',
  "password => 's3cr3t-Value'",
  '{"password": "s3cr3t-Value"}',
  '{"password":"s3cr3t-Value","host":"db"}',
  "{'password': 's3cr3t-Value'}",
  '{"db": {"connection": {"password": "s3cr3t-Value"}}}',
  '{"password": "quote \\" s3cr3t-Value"}',
  '{"credentials": {"user": "bob", "other": "s3cr3t-Value"}}',
  '{"tokens": ["s3cr3t-Value", "s3cr3t-Value"]}',
  JSON.stringify({ body: JSON.stringify({ password: "s3cr3t-Value" }) }),
  JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ password: 'x"s3cr3t-Value' }) }) }),
  "password:\n  s3cr3t-Value\nhost: db",
  "password: |\n  first\n  s3cr3t-Value\nhost: db",
  "<Password>s3cr3t-Value</Password>",
  '<wsse:Password Type="x">s3cr3t-Value</wsse:Password>',
  '[{"name": "DB_PASSWORD", "value": "s3cr3t-Value"}]',
  JSON.stringify({ env: JSON.stringify([{ name: "API_TOKEN", value: "s3cr3t-Value" }]) }),
  "--password s3cr3t-Value --host db",
  "--api-key=s3cr3t-Value",
  "psql --token s3cr3t-Value",
  "postgresql://bob:s3cr3t-Value@db:5432/sales",
  "mysql://root:s3cr3t-Value@db",
  "postgres://bob:p@s3cr3t-Value/x@db/sales",
  "redis://:s3cr3t-Value@cache",
  "https://s3cr3t-Value@github.com/x/y",
  "jdbc:postgresql://db/x?user=bob&password=s3cr3t-Value",
  "https://x/y?access_token=s3cr3t-Value&page=2",
  "https://x/y?sig=s3cr3t-Value",
  "https://x/y?page=2&key=s3cr3t-Value#top",
  "https://s3/x?X-Amz-Signature=s3cr3t-Value&X-Amz-Credential=s3cr3t-Value",
  "https://x.blob.core.windows.net/c?sv=2020&sig=s3cr3t-Value&se=2027",
  "Authorization: Bearer s3cr3t-Value",
  "Authorization: Basic czNjcjN0LVZhbHVl s3cr3t-Value",
  "authorization: AWS4-HMAC-SHA256 Credential=A/20260101, Signature=s3cr3t-Value",
  '{"Authorization": "Bearer s3cr3t-Value"}',
  "Proxy-Authorization: Digest s3cr3t-Value",
  "x-api-key: s3cr3t-Value",
  "X-Vault-Token: s3cr3t-Value",
  "Cookie: a=1; session=s3cr3t-Value",
  "Set-Cookie: id=s3cr3t-Value; Path=/",
  "curl -H 'Authorization: Bearer s3cr3t-Value' https://x",
  "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=s3cr3t-Value;EndpointSuffix=x",
  "Server=db;User=bob;Password=s3cr3t-Value;",
  "-----BEGIN RSA PRIVATE KEY-----\nMIIEs3cr3t-Value\n-----END RSA PRIVATE KEY-----",
  "-----BEGIN PRIVATE KEY-----\\ns3cr3t-Value\\n-----END PRIVATE KEY-----",
  "-----BEGIN OPENSSH PRIVATE KEY-----\ns3cr3t-Value",
];

describe("by label, JSON, URL, header and PEM", () => {
  test.each(places)("%s", (text) => {
    const redacted = redact(text);
    expect(redacted).not.toContain("s3cr3t");
    expect(redacted).toContain("[REDACTED]");
    expect(redact(redacted)).toBe(redacted);
  });

  test("what stands around the secret stays", () => {
    expect(redact("connect to postgresql://bob:x@db:5432/sales?sslmode=require failed")).toBe(
      "connect to postgresql://bob:[REDACTED]@db:5432/sales?sslmode=require failed",
    );
    expect(redact('{"password":"x","host":"db"}')).toBe('{"password":"[REDACTED]","host":"db"}');
    expect(redact("https://x/y?token=abc&page=2")).toBe("https://x/y?token=[REDACTED]&page=2");
    expect(redact("password: |\n  a\n  b\nhost: db")).toBe("password: [REDACTED]\nhost: db");
    expect(redact("Cookie: a=1\nHost: x")).toBe("Cookie: [REDACTED]\nHost: x");
  });
});

describe("by the shape of a key", () => {
  // Put together from parts, so that no scanner takes this file for a leak.
  test.each([
    ["AWS", ["AKIA", "IOSFODNN7EXAMPLE"]],
    ["GitHub", ["ghp_", "a1B2".repeat(9)]],
    ["GitHub fine-grained", ["github_pat_", "11ABC".repeat(8)]],
    ["GitLab", ["glpat-", "abcdefghij0123456789"]],
    ["Slack", ["xoxb-", "123456789012-abcdefghij"]],
    ["Google API", ["AIza", "SyA".repeat(11), "xx"]],
    ["Google OAuth", ["ya29.", "a0AfH6SMBx-yz"]],
    ["Azure AD", ["abc8", "Q~", "x1Y".repeat(11)]],
    ["Azure storage", ["aB3/".repeat(21), "aB=="]],
    ["Stripe", ["sk_live_", "51H8abcdEFGH"]],
    ["Databricks", ["dapi", "0123456789abcdef".repeat(2)]],
    ["Vault", ["hvs.", "CAESIJ0123456789abcdef"]],
    ["JWT", ["eyJhbGciOiJIUzI1NiJ9", ".", "eyJzdWIiOiIxIn0", ".", "c2lnbmF0dXJl"]],
  ])("%s", (_, parts) => {
    expect(redact(`using ${parts.join("")} now`)).toBe("using [REDACTED] now");
  });
});

test.each([
  "snapshot 5783274982374982374",
  "run 123e4567-e89b-12d3-a456-426614174000 of stripe_customers_daily",
  "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  "/data/warehouse/acme/orders/data/day=2026-11-21/00000-0-1a2b3c4d.parquet",
  "s3://bucket/metadata/00003-1b4e28ba-2fa1-11d2-883f-0016d3cca427.metadata.json",
  "http://localhost:9000/x",
  "http://host:8080/users/@bob",
  "abfss://container@account.dfs.core.windows.net/x",
  "token_count: 5, token_type: x",
  "secret_name: prod/db",
  "password_file=/run/x",
  "primary_key: id",
  "required.password: 3 rows must not be null",
  "key 5 of 7",
  "passed: true",
  "Basic authentication failed",
  "Bearer token missing",
  "password=${DB_PASSWORD}",
  '{"password": null, "token": ""}',
  "auth: permission denied",
  "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==",
  "2026-11-21T07:00:00.000Z cursor updated_at > 2026-11-20",
  "compass: north, bypass=1, secretary: Ann",
])("leaves alone: %s", (text) => {
  expect(redact(text)).toBe(text);
});

describe("values", () => {
  test("everything under the name of a secret is masked, at any depth", () => {
    expect(
      redactor([]).value({
        host: "db",
        password: "x",
        n: 5,
        deep: [{ api_key: { id: 1, v: "x" }, ok: "url redis://:y@z" }],
        token: null,
        secret: 12345,
        tokens_enabled: true,
      }),
    ).toEqual({
      host: "db",
      password: "[REDACTED]",
      n: 5,
      deep: [{ api_key: "[REDACTED]", ok: "url redis://:[REDACTED]@z" }],
      token: null,
      secret: "[REDACTED]",
      tokens_enabled: true,
    });
  });

  test("a value beside the name of a secret is masked", () => {
    expect(
      redactor([]).value([
        { name: "DB_PASSWORD", value: "x" },
        { name: "HOST", value: "db" },
      ]),
    ).toEqual([
      { name: "DB_PASSWORD", value: "[REDACTED]" },
      { name: "HOST", value: "db" },
    ]);
  });

  test("the class of a column named like a secret is no secret", () => {
    expect(redactor([]).value({ "classification.fields.password": "PII" })).toEqual({ "classification.fields.password": "PII" });
  });

  test("an error's message, hint, context, cause chain and stack", () => {
    const root = new Error("FATAL for postgresql://bob:hunter22@db");
    const middle = new AggregateError([new Error("header Authorization: Bearer hunter22")], 'body {"password": "hunter22"}', {
      cause: root,
    });
    const error = new DativoError("bug", "cannot log in with hunter22", {
      hint: "is hunter22 right?",
      context: { url: "x?token=hunter22", password: "hunter22" },
      cause: middle,
    });
    const facts = describeError(error);
    expect(JSON.stringify(facts).split("hunter22").length).toBeGreaterThan(6);
    for (const one of [redactor(["hunter22"]), redactor([])]) {
      const shown = one.value(describeError(new DativoError("bug", "x", { context: { password: "hunter22" }, cause: middle })));
      expect(JSON.stringify(shown)).not.toContain("hunter22");
      expect(shown.causes).toHaveLength(3);
    }
    expect(JSON.stringify(redactor(["hunter22"]).value(facts))).not.toContain("hunter22");
  });
});

describe("known secrets", () => {
  const secret = fc
    .string({ unit: "binary", minLength: 4, maxLength: 40 })
    .filter((text) => text.trim().length >= 4 && text.isWellFormed() && !"[REDACTED]".includes(text) && /^[^\s]/u.test(text));
  const around = fc.string({ unit: "grapheme-ascii", maxLength: 10 });
  const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
  const forms: Readonly<Record<string, (text: string) => string>> = {
    plain: (text) => text,
    "URL component": encodeURIComponent,
    "lower-case percent escapes": (text) => encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
    form: (text) => new URLSearchParams({ v: text }).toString().slice(2),
    JSON: inJson,
    "JSON in JSON": (text) => inJson(inJson(text)),
    "JSON in ASCII": (text) =>
      inJson(text).replace(/[^\x20-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`),
    base64: (text) => Buffer.from(text).toString("base64"),
    "URL-safe base64": (text) => Buffer.from(text).toString("base64url"),
    hexadecimal: (text) => Buffer.from(text).toString("hex"),
    "SQL quotes": (text) => text.replaceAll("'", "''"),
  };

  test.each(Object.keys(forms))("do not survive as %s, wherever they stand", (name) => {
    const form = forms[name]!;
    fc.assert(
      fc.property(secret, around, around, (value, before, after) => {
        fc.pre(!`${before} [REDACTED] ${after}`.includes(form(value)));
        const { text } = redactor([value]);
        const shown = text(`${before} ${form(value)} ${after}`);
        expect(shown).toContain("[REDACTED]");
        expect(shown).not.toContain(form(value));
      }),
      { numRuns: 150 },
    );
  });

  test("do not survive in a Basic header, behind a user's name of any length", () => {
    for (const user of ["", "a", "ab", "abc", "abcd"]) {
      const header = `Basic ${Buffer.from(`${user}:correct horse battery`).toString("base64")}`;
      const shown = redactor(["correct horse battery"]).text(`X ${header} Y`);
      const rest = /Basic (\S+)/.exec(shown)?.[1] ?? "";
      expect(Buffer.from(rest.replace("[REDACTED]", ""), "base64").toString()).not.toContain("correct");
    }
  });

  test("do not survive inside a structure, as key or as value", () => {
    fc.assert(
      fc.property(secret, (value) => {
        const shown = JSON.stringify(redactor([value]).value({ [`k${value}`]: 1, list: [value, { x: `a${value}b` }] }));
        expect(shown).not.toContain(inJson(value));
      }),
      { numRuns: 100 },
    );
  });

  test("a key in several lines does not survive line by line", () => {
    const key = "first line of it\nsecond line of it\r\nx";
    expect(redactor([key]).text("got: second line of it.")).toBe("got: [REDACTED].");
  });

  test("short ones are masked where they stand alone", () => {
    expect(redactor(["abc", " ", ""]).text("abc abcd xabc (abc)")).toBe("[REDACTED] abcd xabc ([REDACTED])");
  });
});

describe("laws", () => {
  const label = fc.constantFrom(
    "password",
    "DB_PASSWORD",
    "apiKey",
    "x-api-key",
    "client_secret",
    "authToken",
    "AccountKey",
    "authorization",
  );
  const value = fc
    .stringMatching(/^[A-Za-z0-9!#%*+.^~_-]{6,24}$/)
    .filter((text) => !/^(?:true|false|undefined|none|null|\*+)$/i.test(text) && !text.startsWith("-"));
  const write = fc.constantFrom(
    (name: string, text: string) => `${name}=${text}`,
    (name: string, text: string) => `${name}: ${text}`,
    (name: string, text: string) => `${name} = '${text}'`,
    (name: string, text: string) => JSON.stringify({ [name]: text }),
    (name: string, text: string) => JSON.stringify({ inner: JSON.stringify({ [name]: text }) }),
    (name: string, text: string) => `https://h/p?${name}=${text}&x=1`,
    (name: string, text: string) => `--${name} ${text}`,
  );

  test("a labelled value does not survive, whatever it is", () => {
    fc.assert(
      fc.property(label, value, write, (name, text, form) => {
        const whole = form(name, `Zq${text}`);
        expect(redact(`before ${whole} after`)).not.toContain(`Zq${text}`);
      }),
      { numRuns: 500 },
    );
  });

  test("twice is once", () => {
    const piece = fc.oneof(
      fc.constantFrom(...places),
      fc.string({ unit: "grapheme-ascii" }),
      fc.constantFrom("token", "password", ":", "=", '"', "'", "\\", "{", "}", "[", "]", "@", "://", "&", " "),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
        const once = redact(pieces.join(""));
        expect(redact(once)).toBe(once);
      }),
      { numRuns: 500 },
    );
  });

  test("long texts take time in proportion to their length", () => {
    for (const unit of [
      "a",
      "a.",
      "://",
      "password=",
      "x:y@",
      '"',
      '\\"',
      "-----BEGIN X-----",
      "&a",
      'token:"',
      "http://a:b",
      "Bearer ",
      "{[",
      "<a>",
      "'name':",
      "password: |\n a\n",
      "token=,a",
    ]) {
      const started = performance.now();
      redact(unit.repeat(Math.ceil(50_000 / unit.length)));
      expect({ unit, isQuick: performance.now() - started < 2000 }).toEqual({ unit, isQuick: true });
    }
  });
});

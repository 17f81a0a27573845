import { existsSync, globSync, readFileSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { formatDiagnostics } from "../../src/cli/format-diagnostics.ts";
import { diagnose, projectOf } from "./snippet-project.ts";
import { findAnchors, findLinks, findSnippets } from "./snippets.ts";

const root = path.resolve(import.meta.dirname, "../..");
const pages = globSync(["*.md", "docs/**/*.md", "examples/**/*.md", "src/plugins/**/*.md"], { cwd: root }).sort();
const read = (page: string): string => readFileSync(path.join(root, page), "utf8");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

async function problemsOf(page: string, markdown: string): Promise<readonly string[]> {
  const snippets = findSnippets(page, markdown);
  const folder = projectOf(snippets);
  folders.push(folder);
  const problems: string[] = [];
  for (const snippet of snippets) {
    const found = await diagnose(snippet, folder);
    if (found.length > 0) problems.push(`${snippet.place}\n${formatDiagnostics(found, "text")}`);
  }
  return problems;
}

function brokenLinks(page: string, markdown: string): readonly string[] {
  return findLinks(markdown).flatMap((link) => {
    const isOwn = link.path === "";
    const target = path.join(path.dirname(page), link.path);
    if (!isOwn && !existsSync(path.join(root, target))) return [`${page} -> ${link.path}`];
    if (link.anchor === undefined || (!isOwn && statSync(path.join(root, target)).isDirectory())) return [];
    const there = isOwn ? markdown : read(target);
    return findAnchors(there).includes(link.anchor) ? [] : [`${page} -> ${link.path}#${link.anchor}`];
  });
}

describe("what the documentation shows", () => {
  const shown = pages.filter((page) => findSnippets(page, read(page)).length > 0);

  it("is found at all", () => {
    expect(shown).toEqual(expect.arrayContaining(["README.md", "docs/contracts.md", "docs/jobs.md", "docs/sources.md", "docs/targets.md"]));
  });

  it.each(shown)("%s loads without a problem", async (page) => {
    expect(await problemsOf(page, read(page))).toEqual([]);
  });

  it("would be reported with its place", async () => {
    const page =
      "# A page\n\n```yaml job\ntenant_id: demo\nsource_conector: csv\n```\n\n```yaml properties\n- { name: a, logicalType: strin }\n```\n";
    const problems = await problemsOf("page.md", page);
    expect(problems).toEqual([
      expect.stringMatching(/^page\.md:3\n[^]*source_connector/),
      expect.stringMatching(/^page\.md:8\n[^]*logicalType/),
    ]);
  });
});

describe("links of the documentation", () => {
  it("lead to files and headings that exist", () => {
    expect(pages.flatMap((page) => brokenLinks(page, read(page)))).toEqual([]);
  });

  it("are missed when they do not", () => {
    const page =
      "[a](docs/jobs.md#source) [b](docs/gone.md) [c](docs/jobs.md#gone) `[d](no.md)` [e](https://example.com)\n\n## Own one\n[f](#own-one) [g](#other)\n";
    expect(brokenLinks("page.md", page)).toEqual(["page.md -> docs/gone.md", "page.md -> docs/jobs.md#gone", "page.md -> #other"]);
  });
});

describe("ARCHITECTURE.md", () => {
  const sources = globSync(["src/**/*.ts", "test/**/*.ts", "scripts/**/*.ts"], { cwd: root });
  const missing = (markdown: string): readonly string[] =>
    [...markdown.matchAll(/`([\w/.-]+\.ts)`/g)]
      .map((match) => match[1]!)
      .filter((named) => !sources.some((file) => `/${file}`.endsWith(`/${named}`)));

  it("names files that exist", () => {
    expect(missing(read("ARCHITECTURE.md"))).toEqual([]);
    expect(missing("`src/cli/main.ts`, `main.ts`, `src/cli/gone.ts`")).toEqual(["src/cli/gone.ts"]);
  });
});

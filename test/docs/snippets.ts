/** One fenced block of a Markdown page whose info string says what it is. */
export interface Snippet {
  /** `docs/jobs.md:12`. */
  readonly place: string;
  /** `job`, `contract`, `properties`, `quality`, `source`, `target`, `infrastructure`, `recipe`, `policy`, `project`. */
  readonly kind: string;
  /** What stands behind the kind: a connector, or the file that the block is. */
  readonly about: string | undefined;
  readonly text: string;
}

/** The blocks of a page that are marked `yaml KIND [ABOUT]`, in order. */
export function findSnippets(file: string, markdown: string): readonly Snippet[] {
  return [...markdown.matchAll(/^```yaml ([a-z]+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map((match) => ({
    place: `${file}:${markdown.slice(0, match.index).split("\n").length}`,
    kind: match[1]!,
    about: match[2],
    text: match[3]!,
  }));
}

/** A link to a file of the repository; the path is empty for a heading of the page itself. */
export interface Link {
  readonly path: string;
  readonly anchor: string | undefined;
}

/** Links of a page that lead to files. */
export function findLinks(markdown: string): readonly Link[] {
  const targets = [...proseOf(markdown).matchAll(/\]\(([^()\s]+)\)/g)].map((match) => match[1]!);
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => ({ path: target.split("#")[0]!, anchor: target.split("#")[1] }));
}

/** Anchors of a page's headings, as GitHub makes them. */
export function findAnchors(markdown: string): readonly string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```$/gm, "");
  return [...prose.matchAll(/^#{1,6} (.+)$/gm)].map((match) =>
    match[1]!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-"),
  );
}

/** Code is no prose: brackets in it are no links. */
function proseOf(markdown: string): string {
  return markdown.replaceAll(/^```[\s\S]*?^```$/gm, "").replaceAll(/`[^`\n]*`/g, "");
}

/** The documents that people write: what they send a reader to is there. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "..");
const docs = readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" });
const pages = ["README.md", "CONTRIBUTING.md", ...docs.map((file) => `docs/${file}`)]
  .filter((file) => file.endsWith(".md"))
  .sort();
const textOf = (page: string) => readFileSync(join(ROOT, page), "utf8");
const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };

/** What the groups of the pattern match, each once. */
const all = (text: string, pattern: RegExp) => [
  ...new Set([...text.matchAll(pattern)].map(([, found]) => found as string)),
];

test.each(pages)("%s links to files that are there", (page) => {
  const links = all(textOf(page), /\]\((?!https?:)([^)#\s]+)/g);
  expect(links.filter((link) => !existsSync(join(ROOT, dirname(page), link)))).toEqual([]);
});

test.each(pages)("%s names commands and pages that are there", (page) => {
  const text = textOf(page);
  expect(all(text, /npm run (?:-s )?([\w:-]+)/g).filter((script) => !(script in scripts))).toEqual([]);
  expect(all(text, /\b(docs\/[\w./-]+\.md)/g).filter((named) => !existsSync(join(ROOT, named)))).toEqual([]);
});

test.each(pages.filter((page) => page.startsWith("docs/runbooks/")))(
  "%s has the four parts, and is short enough to be read at night",
  (page) => {
    const text = textOf(page);
    expect(text.match(/^## .*$/gm)).toEqual([
      "## What it means",
      "## What to look at",
      "## What to do",
      "## What not to do",
    ]);
    expect(text.split("\n").length).toBeLessThan(60);
  },
);

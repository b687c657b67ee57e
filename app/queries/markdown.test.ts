import { expect, test } from "vitest";
import { parseMarkdown } from "./markdown.ts";

const parse = (text: string) => parseMarkdown(text, (href) => (href.startsWith("https://") ? href : null));

test("headings, lists, tables, code and links become data, and the first heading is the title", () => {
  const { title, blocks } = parse(
    "# The *title*\n\n## How to confirm\n\nSee [the `log`](https://x.example/).\n\n3. one\n4. two\n   - inner\n\n" +
      "| a | b |\n|---|---|\n| `x` | **y** |\n\n```sh\ncurl <url>\n```\n\n> quoted\n\n---\n",
  );
  expect(title).toBe("The title");
  const text = (text: string) => ({ kind: "text", text });
  const paragraph = (text_: string) => ({ kind: "paragraph", children: [text(text_)] });
  expect(blocks).toEqual([
    { kind: "heading", level: 2, id: "how-to-confirm", children: [text("How to confirm")] },
    {
      kind: "paragraph",
      children: [
        text("See "),
        { kind: "link", href: "https://x.example/", children: [text("the "), { kind: "code", text: "log" }] },
        text("."),
      ],
    },
    {
      kind: "list",
      start: 3,
      items: [[paragraph("one")], [paragraph("two"), { kind: "list", start: null, items: [[paragraph("inner")]] }]],
    },
    {
      kind: "table",
      head: [[text("a")], [text("b")]],
      rows: [[[{ kind: "code", text: "x" }], [{ kind: "strong", children: [text("y")] }]]],
    },
    { kind: "code", text: "curl <url>" },
    { kind: "quote", children: [paragraph("quoted")] },
    { kind: "rule" },
  ]);
});

test.each([
  "<script>alert(1)</script>",
  "a <img src=x onerror=alert(1)> b",
  "[click](javascript:alert(1))",
  "![x](javascript:alert(1))",
  "<div onclick=alert(1)>\n\ntext\n\n</div>",
])("%s stays text", (text) => {
  const kinds = new Set(JSON.stringify(parse(text).blocks).match(/"kind":"\w+"/g));
  expect([...kinds].sort()).toEqual(['"kind":"paragraph"', '"kind":"text"']);
});

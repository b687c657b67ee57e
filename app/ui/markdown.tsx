import { Link } from "@remix-run/react";
import type { ReactNode } from "react";
import { type Block, type Inline, plainText } from "../model/markdown.ts";

/** A document of Markdown; its title is the page's own heading. */
export function Markdown({ blocks }: { blocks: Block[] }) {
  return <div className="flex max-w-4xl min-w-0 flex-col gap-3">{blocks.map(renderBlock)}</div>;
}

/** Blocks and words of one document never change their places, so the place is the key. */
function renderBlock(block: Block, key: number): ReactNode {
  switch (block.kind) {
    case "heading": {
      const Heading = block.level <= 2 ? "h2" : "h3";
      const size = block.level <= 2 ? "mt-3 text-base" : "mt-1 text-sm";
      return (
        <Heading key={key} id={block.id} className={`font-semibold ${size}`}>
          {block.children.map(renderInline)}
        </Heading>
      );
    }
    case "paragraph":
      return <p key={key}>{block.children.map(renderInline)}</p>;
    case "code":
      return (
        <pre
          key={key}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
          tabIndex={0}
          className="panel overflow-x-auto bg-raised px-3 py-2 font-mono text-xs leading-5"
        >
          <code>{block.text}</code>
        </pre>
      );
    case "list": {
      const items = block.items.map(renderItem);
      return block.start === null ? (
        <ul key={key} className="flex list-disc flex-col gap-1 pl-5">
          {items}
        </ul>
      ) : (
        <ol key={key} start={block.start} className="flex list-decimal flex-col gap-1 pl-6">
          {items}
        </ol>
      );
    }
    case "table":
      return <MarkdownTable key={key} {...block} />;
    case "quote":
      return (
        <blockquote key={key} className="border-l-2 border-line-strong pl-3 text-ink-soft">
          {block.children.map(renderBlock)}
        </blockquote>
      );
    case "rule":
      return <hr key={key} className="border-line" />;
  }
}

/** The paragraphs of a short item need no distance of their own. */
function renderItem(blocks: Block[], key: number): ReactNode {
  return (
    <li key={key} className="wrap-anywhere">
      <div className="flex min-w-0 flex-col gap-1.5">{blocks.map(renderBlock)}</div>
    </li>
  );
}

function MarkdownTable({ head, rows }: Extract<Block, { kind: "table" }>) {
  const label = `Table of ${head.map(plainText).join(", ")}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section tabIndex={0} aria-label={label} className="panel max-w-full overflow-x-auto">
      <table className="w-full text-data">
        <thead className="bg-raised text-xs text-ink-soft">
          <tr>{head.map((cell, key) => renderCell("th", cell, key))}</tr>
        </thead>
        <tbody>
          {rows.map((row, key) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a document never change their places
            <tr key={key} className="border-t border-line">
              {row.map((cell, place) => renderCell("td", cell, place))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function renderCell(Cell: "th" | "td", children: Inline[], key: number): ReactNode {
  const scope = Cell === "th" ? { scope: "col" } : {};
  return (
    <Cell key={key} {...scope} className="px-3 py-1.5 text-left align-top font-normal">
      {children.map(renderInline)}
    </Cell>
  );
}

function renderInline(inline: Inline, key: number): ReactNode {
  switch (inline.kind) {
    case "text":
      return inline.text;
    case "code":
      return (
        <code key={key} className="code">
          {inline.text}
        </code>
      );
    case "strong":
      return <strong key={key}>{inline.children.map(renderInline)}</strong>;
    case "emphasis":
      return <em key={key}>{inline.children.map(renderInline)}</em>;
    case "break":
      return <br key={key} />;
    case "link":
      return inline.href.startsWith("/") ? (
        <Link key={key} to={inline.href} className="link underline">
          {inline.children.map(renderInline)}
        </Link>
      ) : (
        <a key={key} href={inline.href} rel="noreferrer" className="link underline">
          {inline.children.map(renderInline)}
        </a>
      );
  }
}

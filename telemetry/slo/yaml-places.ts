import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from "yaml";
import type { Place, Problem } from "./problem.ts";

export type YamlPath = readonly (string | number)[];

/** A YAML text that knows where each of its parts stands. */
export type PlacedYaml = {
  value: unknown;
  problems: Problem[];
  /** The place of a value, or of the nearest one around it that is there. */
  placeOf(path: YamlPath): Place;
  /** The place of a key. */
  placeOfKey(path: YamlPath, key: string): Place;
  /** The place of some words inside a value, else of the value. */
  placeInside(path: YamlPath, words: string): Place;
  valueAt(path: YamlPath): unknown;
};

/** Reads one YAML document; every fault of its grammar is a problem, and then `value` is null. */
export function readYaml(file: string, text: string): PlacedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const rangeOf = (path: YamlPath): readonly [number, number] => rangeInside(document, path);
  const problems = [...document.errors, ...document.warnings].map(({ code, message, pos: [offset] }) => ({
    ...at(offset),
    rule: "yaml",
    given: excerpt(text, offset),
    allowed: "one YAML document",
    advice: code === "MULTIPLE_DOCS" ? "put each definition into a file of its own" : message.replace(/\s+/g, " "),
  }));
  return {
    value: problems.length > 0 ? null : document.toJS(),
    problems,
    placeOf: (path) => at(rangeOf(path)[0]),
    placeOfKey(path, key) {
      const map = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === key) : undefined;
      return isScalar(pair?.key) && pair.key.range ? at(pair.key.range[0]) : at(rangeOf(path)[0]);
    },
    placeInside(path, words) {
      const [from, to] = rangeOf(path);
      const found = text.slice(from, to).indexOf(words);
      return at(found < 0 || words === "" ? from : from + found);
    },
    valueAt: (path) => (path.length === 0 ? document.toJS() : unwrap(document.getIn(path))),
  };
}

const unwrap = (value: unknown): unknown => (isNode(value) ? value.toJSON() : value);

function rangeInside(document: Document, path: YamlPath): readonly [number, number] {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return [node.range[0], node.range[1]];
  }
  const root = document.contents;
  return isNode(root) && root.range ? [root.range[0], root.range[1]] : [0, 0];
}

/** The line that is meant. */
function excerpt(text: string, offset: number): string {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return JSON.stringify((text.slice(start).split("\n", 1)[0] ?? "").trim().slice(0, 60));
}

import type { GraphLayer, GraphNode } from "./fold-graph.ts";
import { HOP_KIND_WORDS, PRIVILEGE_WORDS, PROVIDER_SHORT, plural, RESOURCE_TYPE_WORDS, STATUS_WORDS } from "./words.ts";

const STAGE_WORDS: Record<GraphLayer["stage"], { one: string; many: string }> = {
  person: { one: "Person", many: "People" },
  account: { one: "Account", many: "Accounts" },
  group: { one: "Group", many: "Groups" },
  grant: { one: "Grant", many: "Grants" },
  resource: { one: "Resource", many: "Resources" },
};

/** The heading of a column: "Accounts", "Groups of groups" for those that stand behind another one. */
export function layerWords({ key, stage }: GraphLayer): string {
  return stage === "group" && key !== "group1" ? "Groups of groups" : STAGE_WORDS[stage].many;
}

/** The two lines of text in a box: what it is called, and what it is. */
export function nodeWords(node: GraphNode): { label: string; note: string } {
  if (node.folded > 0) {
    const { one, many } = STAGE_WORDS[node.stage];
    return { label: `${plural(node.folded, one.toLowerCase(), many.toLowerCase())} more`, note: "Show them" };
  }
  return { label: labelOf(node), note: noteOf(node) };
}

function labelOf({ label, type, count = 0 }: GraphNode): string {
  if (label !== "" || type === undefined) return label;
  const { one, many } = RESOURCE_TYPE_WORDS[type];
  return plural(count, one, many);
}

function noteOf(node: GraphNode): string {
  if (node.stage === "account" && node.provider !== undefined) {
    const status = node.status === undefined || node.status === "active" ? [] : [STATUS_WORDS[node.status].label];
    return [PROVIDER_SHORT[node.provider], ...status].join(" · ");
  }
  if (node.stage === "group" && node.hopKind !== undefined) return capitalised(HOP_KIND_WORDS[node.hopKind]);
  if (node.stage === "grant" && node.privilege !== undefined) {
    const level = PRIVILEGE_WORDS[node.privilege];
    const place = node.attached ? `on ${node.attached.label}` : "on it";
    if (node.certainty === "conditional") return `${level}, conditional, ${place}`;
    return node.certainty === "at_most" ? `At most ${level.toLowerCase()} ${place}` : `${level} ${place}`;
  }
  if (node.stage === "resource" && node.type !== undefined) {
    return node.privilege === undefined ? RESOURCE_TYPE_WORDS[node.type].one : PRIVILEGE_WORDS[node.privilege];
  }
  return STAGE_WORDS[node.stage].one;
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** @returns the text cut to so many characters, with an ellipsis where something is missing. */
export function shortened(text: string, most: number): string {
  const characters = [...text];
  return characters.length <= most
    ? text
    : `${characters
        .slice(0, most - 1)
        .join("")
        .trimEnd()}…`;
}

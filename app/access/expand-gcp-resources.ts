import type { EffectiveAccess, Hop } from "../model/access.ts";
import { compareUtf8 } from "../model/utf8-order.ts";
import { type AccessFacts, requiredTextOf, rowsOf, textOf } from "./expand-facts.ts";

type Resource = EffectiveAccess["resource"];

/** Organisations, folders and projects of one tenant, and what lies below what. */
export type GcpResources = {
  /** The resource that a policy names (a project by id or number), or null when it is none of the three kinds. */
  resolve: (name: string) => Resource | null;
  /** The listed project behind `projectOwner:<name>`, or null. */
  findListedProject: (name: string) => Resource | null;
  /** The folders and projects that a grant on this resource reaches besides itself. */
  below: (resource: Resource) => Resource[];
  hop: (resource: Resource) => Hop;
};

/** Reads the hierarchy; a cycle of folders ends where it meets itself. */
export function createGcpResources(facts: AccessFacts): GcpResources {
  const listed = new Map<string, Resource>();
  const parents = new Map<string, string>();
  const projectByNumber = new Map<string, string>();

  const add = (type: Resource["type"], id: string, name: string | null, parent: string | null): void => {
    listed.set(nodeOf(type, id), { provider: "gcp", type, id, name });
    if (parent !== null) parents.set(nodeOf(type, id), parent);
  };
  for (const row of rowsOf(facts, "gcp_organisations")) {
    add("gcp_organization", requiredTextOf(row, "organisation_id"), textOf(row, "display_name"), null);
  }
  for (const row of rowsOf(facts, "gcp_folders")) {
    add("gcp_folder", requiredTextOf(row, "folder_id"), textOf(row, "display_name"), textOf(row, "parent"));
  }
  for (const row of rowsOf(facts, "gcp_projects")) {
    const id = requiredTextOf(row, "project_id");
    add("gcp_project", id, textOf(row, "display_name"), textOf(row, "parent"));
    const number = textOf(row, "project_number");
    const other = number === null ? undefined : projectByNumber.get(number);
    if (number !== null && (other === undefined || compareUtf8(id, other) < 0)) projectByNumber.set(number, id);
  }

  const ancestorsOf = (node: string): Set<string> => {
    const seen = new Set<string>();
    for (let above = parents.get(node); above !== undefined && !seen.has(above); above = parents.get(above)) {
      seen.add(above);
    }
    seen.delete(node);
    return seen;
  };

  return {
    resolve: (name) => {
      const [collection, rest] = splitName(name);
      if (rest === "") return null;
      if (collection === "organizations") return listed.get(name) ?? unlisted("gcp_organization", name);
      if (collection === "folders") return listed.get(name) ?? unlisted("gcp_folder", name);
      if (collection !== "projects") return null;
      const id = listed.has(name) ? rest : (projectByNumber.get(rest) ?? rest);
      return listed.get(nodeOf("gcp_project", id)) ?? unlisted("gcp_project", id);
    },
    findListedProject: (name) => {
      const projects = [...listed.values()].filter((resource) => resource.type === "gcp_project");
      const named = projects.filter((project) => project.id.toLowerCase() === name.toLowerCase());
      const numbered = listed.get(nodeOf("gcp_project", projectByNumber.get(name) ?? ""));
      return named.sort((left, right) => compareUtf8(left.id, right.id))[0] ?? numbered ?? null;
    },
    below: (resource) => {
      const node = nodeOf(resource.type, resource.id);
      return resource.type === "gcp_project"
        ? []
        : [...listed].filter(([other]) => ancestorsOf(other).has(node)).map(([, below]) => below);
    },
    hop: (resource) => ({ kind: "resource", id: resource.id, label: resource.name ?? resource.id }),
  };
}

// Folders and organisations carry their collection in the id, projects do not.
function nodeOf(type: Resource["type"], id: string): string {
  return type === "gcp_project" ? `projects/${id}` : id;
}

function unlisted(type: Resource["type"], id: string): Resource {
  return { provider: "gcp", type, id, name: null };
}

function splitName(name: string): [string, string] {
  const slash = name.indexOf("/");
  return slash === -1 ? [name, ""] : [name.slice(0, slash), name.slice(slash + 1)];
}

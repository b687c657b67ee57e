import { expandEffectiveAccess } from "../../app/access/expand.ts";
import { findSimpleChains } from "../../app/access/expand-chains.ts";
import { createTeams } from "../../app/access/expand-github-teams.ts";
import { createWorkspaceDirectory } from "../../app/access/expand-workspace.ts";
import { createAddressBook } from "../../app/access/expand-workspace-addresses.ts";
import type { EffectiveAccess } from "../../app/model/access.ts";
import { nodeId } from "../../app/model/node-id.ts";
import { privilegesOf } from "../support/privileges-of.ts";
import { narrowed } from "./oracle-access.ts";
import { type Facts, grouped, type Oracle, rowsOfTable, textIn, type World } from "./world.ts";

/** A Workspace group or a GitHub team that a list names. */
export type ListedGroup = {
  node: string;
  provider: "google_workspace" | "github";
  id: string;
  label: string;
  scope: string;
};

export function listedGroups(world: World): ListedGroup[] {
  const groups = rowsOfTable(world, "google_workspace_groups").map((row): ListedGroup => {
    const id = textIn(row, "group_id") ?? "";
    const label = textIn(row, "email") ?? textIn(row, "name") ?? id;
    return { node: nodeId("group", "google_workspace", id), provider: "google_workspace", id, label, scope: row.scope };
  });
  const teams = rowsOfTable(world, "github_teams").map((row): ListedGroup => {
    const id = textIn(row, "team_id") ?? "";
    const label = textIn(row, "name") ?? textIn(row, "slug") ?? id;
    return { node: nodeId("group", "github", row.scope, id), provider: "github", id, label, scope: row.scope };
  });
  return [...groups, ...teams];
}

const groupOfSlot = (world: World, value: unknown) => listedGroups(world).find((group) => group.node === value);

/** What somebody would have who was in the group and in nothing else: a probe is put in, and its rows are read. */
function accessOfProbe(world: World, group: ListedGroup): EffectiveAccess[] {
  const scope = group.scope;
  const probe: Pick<Facts["rows"][number], "table" | "key" | "columns"> =
    group.provider === "google_workspace"
      ? {
          table: "google_workspace_memberships",
          key: [group.id, "probe"],
          columns: {
            group_key: group.id.toLowerCase(),
            member_id: null,
            member_email: "probe@probe.example",
            member_type: "USER",
          },
        }
      : {
          table: "github_team_memberships",
          key: [group.id, "probe"],
          columns: {
            organisation: "",
            team_slug: textIn(
              rowsOfTable(world, "github_teams").find(
                (row) => row.scope === scope && textIn(row, "team_id") === group.id,
              ),
              "slug",
            ),
            user_id: "990099",
          },
        };
  const facts: Facts = { ...world.facts, rows: [...world.facts.rows, { ...probe, scope, raw: {} }] };
  const id = group.provider === "google_workspace" ? "probe@probe.example" : "990099";
  return expandEffectiveAccess(facts, privilegesOf(facts)).filter(
    ({ subject, via }) => subject.provider === group.provider && subject.id === id && via[0]?.id === group.id,
  );
}

/** Which listed groups are directly in which, by their nodes. */
function parentsOfGroups(world: World): Map<string, Set<string>> {
  const parents = new Map<string, Set<string>>();
  const add = (child: string, parent: string) => {
    if (child !== parent) parents.set(child, (parents.get(child) ?? new Set()).add(parent));
  };
  const book = createAddressBook(world.facts);
  for (const row of rowsOfTable(world, "google_workspace_memberships")) {
    if (textIn(row, "member_type") === "CUSTOMER") continue;
    const member = book.memberOf(row);
    const group = book.groupOfKey(textIn(row, "group_key") ?? "");
    if (member?.kind === "group") {
      add(nodeId("group", "google_workspace", member.groupId), nodeId("group", "google_workspace", group));
    }
  }
  const teams = rowsOfTable(world, "github_teams");
  for (const row of teams) {
    const parent = textIn(row, "parent_team_id");
    const known = teams.some((one) => one.scope === row.scope && textIn(one, "team_id") === parent);
    if (parent !== null && known) {
      add(
        nodeId("group", "github", row.scope, textIn(row, "team_id") ?? ""),
        nodeId("group", "github", row.scope, parent),
      );
    }
  }
  return parents;
}

export const GROUP_ORACLES: Readonly<Record<string, Oracle>> = {
  "group-access": (world, slots) => {
    const group = groupOfSlot(world, slots.group?.value);
    if (group === undefined) return [];
    return grouped(
      narrowed(world, slots, accessOfProbe(world, group)),
      ({ resource, role, privilege }) => [resource.type, resource.id, role, privilege],
      (members) => ({
        resource: members[0].resource.id,
        resource_type: members[0].resource.type,
        role: members[0].role,
        level: members[0].privilege,
        how: members.some(({ via }) => via.every((hop) => hop.kind !== "resource")) ? "granted here" : "inherited",
      }),
    );
  },
  "group-members": (world, slots) => {
    const group = groupOfSlot(world, slots.group?.value);
    if (group === undefined) return [];
    const person = (provider: string, id: string) => world.facts.links.get(`${provider}\u001f${id}`)?.name ?? null;
    if (group.provider === "google_workspace") {
      return createWorkspaceDirectory(world.facts)
        .holdersOfGroup(group.id)
        .filter(({ account }) => !(account.type === "group" && account.id === group.id))
        .filter(({ account }) => slots.status === undefined || account.status === slots.status.value)
        .filter(({ chains }) => slots.path === undefined || chains.some((chain) => chain.length === 1))
        .map(({ account, chains }) => ({
          person: account.type === "user" ? person("google_workspace", account.id) : null,
          account: account.label,
          system: account.provider,
          type: account.type,
          status: account.status,
          direct: chains.some((chain) => chain.length === 1),
        }));
    }
    const teams = createTeams(world.facts, (row) => row.scope === group.scope);
    const target = teams.all.find((team) => team.id === group.id);
    const users = new Set(rowsOfTable(world, "github_team_memberships").map((row) => textIn(row, "user_id") ?? ""));
    // A team below whose members nobody listed stands for itself.
    const unread = teams.all
      .filter((team) => !team.collected && target !== undefined && team !== target)
      .flatMap((team) => (target === undefined ? [] : [teams.pathUp(team, target)?.length ?? 0]))
      .filter((length) => length > 0 && slots.status === undefined && (slots.path === undefined || length === 2))
      .map((length) => ({ person: null, system: "github", direct: length === 2 }));
    const known = [...users].flatMap((user) => {
      const own = target === undefined ? [] : teams.ofUser(user).filter((team) => teams.pathUp(team, target) !== null);
      const status = world.access.find(({ subject }) => subject.provider === "github" && subject.id === user)?.subject
        .status;
      const isBot = rowsOfTable(world, "github_users").some(
        (row) => textIn(row, "user_id") === user && textIn(row, "user_type") === "Bot",
      );
      const left = slots.status !== undefined && slots.status.value !== (status ?? "unknown");
      const through = slots.path !== undefined && !own.some((team) => team === target);
      return own.length === 0 || left || through
        ? []
        : [
            {
              person: isBot ? null : person("github", user),
              system: "github",
              direct: own.some((team) => team === target),
            },
          ];
    });
    return [...known, ...unread];
  },
  "admin-groups": (world, slots) =>
    listedGroups(world)
      .filter(({ provider }) => slots.system === undefined || provider === slots.system.value)
      .flatMap((group) => {
        const rows = accessOfProbe(world, group);
        const best = (["owner", "admin", "write", "read"] as const).find((level) =>
          rows.some((row) => row.privilege === level),
        );
        const enough = narrowed(world, {}, rows).some((row) => {
          const order = ["none", "read", "write", "admin", "owner"];
          return order.indexOf(row.privilege) >= order.indexOf(String(slots.level?.value));
        });
        return best !== undefined && enough ? [{ group: group.label, system: group.provider, level: best }] : [];
      }),
  "group-hygiene": (world, slots) => {
    const book = createAddressBook(world.facts);
    const memberships = rowsOfTable(world, "google_workspace_memberships").map((row) => ({
      group: book.groupOfKey(textIn(row, "group_key") ?? ""),
      role: textIn(row, "member_role"),
      isCustomer: textIn(row, "member_type") === "CUSTOMER",
      member: textIn(row, "member_type") === "CUSTOMER" ? null : book.memberOf(row),
    }));
    return [...book.groups.keys()].flatMap((id) => {
      const own = memberships.filter((membership) => membership.group === id && !membership.isCustomer);
      const outsiders = own.flatMap(({ member }) =>
        member?.kind === "account" &&
        member.account.provider === "google_workspace" &&
        member.account.status === "unknown"
          ? [member.account.label]
          : [],
      );
      const base = { group: book.groupLabel(id), system: "google_workspace" };
      return [...new Set(outsiders)]
        .map((detail) => ({ ...base, finding: "outsider", detail }))
        .filter(({ finding }) => slots.finding === undefined || finding === slots.finding.value)
        .filter(({ system }) => slots.system === undefined || system === slots.system.value);
    });
  },
  "group-nesting": (world) => {
    const parents = parentsOfGroups(world);
    const inside = new Set([...parents.values()].flatMap((above) => [...above]));
    const directory = createWorkspaceDirectory(world.facts);
    return listedGroups(world).flatMap((group) => {
      if (!inside.has(group.node)) return [];
      const teams = createTeams(world.facts, (row) => row.scope === group.scope);
      const target = teams.all.find((team) => team.id === group.id);
      const users = rowsOfTable(world, "github_team_memberships").map((row) => textIn(row, "user_id") ?? "");
      const lengths =
        group.provider === "google_workspace"
          ? directory.holdersOfGroup(group.id).flatMap(({ chains }) => chains.map((chain) => chain.length))
          : users.flatMap((user) =>
              teams
                .ofUser(user)
                .flatMap((team) => (target === undefined ? [] : (teams.pathUp(team, target)?.length ?? []))),
            );
      const opaque =
        group.provider === "github"
          ? teams.all
              .filter((team) => !team.collected && target !== undefined && team !== target)
              .flatMap((team) => (target === undefined ? [] : (teams.pathUp(team, target)?.length ?? 1) - 1))
          : [];
      const depth = Math.max(0, ...[...lengths, ...opaque].map((length) => length - 1));
      const inCycle = [...(parents.get(group.node) ?? [])].some(
        (parent) => findSimpleChains(parents, parent, group.node).length > 0,
      );
      return [{ group: group.label, system: group.provider, depth, in_cycle: inCycle }];
    });
  },
};

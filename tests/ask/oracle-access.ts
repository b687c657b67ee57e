import { type EffectiveAccess, PRIVILEGES } from "../../app/model/access.ts";
import type { Slots } from "../../app/model/answer.ts";
import { nodeId } from "../../app/model/node-id.ts";
import { grouped, joined, type Oracle, personBehind, rowsOfTable, textIn, type World } from "./world.ts";

export const rankOf = (level: string) => (PRIVILEGES as readonly string[]).indexOf(level);
export const resourceIdOf = ({ type, id }: { type: string; id: string }) => nodeId("resource", type, id);

const hasNoOwner = (row: EffectiveAccess) => ["aws_account", "github_repository"].includes(row.resource.type);

/** What the slots of the filters leave of effective access. */
export function narrowed(world: World, slots: Slots, rows = world.access): EffectiveAccess[] {
  const value = (name: string) => slots[name]?.value;
  const contractors = new Set(
    rowsOfTable(world, "google_workspace_users")
      .filter((row) => /contractor/i.test(textIn(row, "org_unit_path") ?? ""))
      .map((row) => personBehind(world, "google_workspace", textIn(row, "user_id") ?? "")?.id),
  );
  return rows.filter((row) => {
    const least = value("level") === undefined ? 0 : rankOf(String(value("level")));
    return (
      (value("system") === undefined || row.resource.provider === value("system")) &&
      rankOf(row.privilege) >= (hasNoOwner(row) ? Math.min(least, 3) : least) &&
      (value("path") === undefined || row.accessPath === value("path")) &&
      (value("status") === undefined || row.subject.status === value("status")) &&
      (value("resourceType") === undefined || row.resource.type === value("resourceType")) &&
      (value("population") === undefined || (row.person !== null && contractors.has(row.person.id)))
    );
  });
}

const on = (row: EffectiveAccess, id: unknown) => resourceIdOf(row.resource) === id;
const subjectKey = ({ subject }: EffectiveAccess) => [subject.provider, subject.type, subject.id, subject.status];
const highest = (rows: readonly EffectiveAccess[]) =>
  PRIVILEGES[Math.max(...rows.map((row) => rankOf(row.privilege)))] ?? null;
const resourcesIn = (rows: readonly EffectiveAccess[]) => new Set(rows.map((row) => resourceIdOf(row.resource))).size;

const listed = (rows: EffectiveAccess[]) =>
  grouped(
    rows,
    (row) => [row.resource.type, row.resource.id, row.role, row.privilege, ...subjectKey(row), row.certainty],
    (members) => ({
      resource: members[0].resource.id,
      resource_type: members[0].resource.type,
      role: members[0].role,
      level: members[0].privilege,
      how: joined(members.map((row) => row.accessPath)),
      account: members[0].subject.label,
      status: members[0].subject.status,
      certainty: members[0].certainty,
    }),
  );

const holders = (rows: EffectiveAccess[]) =>
  grouped(
    rows,
    (row) => [row.person?.id, ...subjectKey(row)],
    (members) => ({
      person: members[0].person?.name ?? null,
      account: members[0].subject.label,
      system: members[0].subject.provider,
      status: members[0].subject.status,
      level: highest(members),
      resources: resourcesIn(members),
    }),
  );

/** The part of a path that can be cut for this person alone. */
function cutOf(row: EffectiveAccess): { cut: string; what: string } {
  const [first] = row.via;
  if (first !== undefined && (first.kind === "group" || first.kind === "team")) {
    return { cut: "membership", what: first.label };
  }
  return { cut: "grant", what: `${row.role} on ${first?.label ?? row.resource.id}` };
}

export const ACCESS_ORACLES: Readonly<Record<string, Oracle>> = {
  "person-access": (world, slots) =>
    listed(narrowed(world, slots).filter((row) => row.person?.id === slots.person?.value)),
  "resource-access": (world, slots) =>
    grouped(
      narrowed(world, slots).filter((row) => on(row, slots.resource?.value)),
      (row) => [row.person?.id, ...subjectKey(row), row.role, row.privilege, row.certainty],
      (members) => ({
        person: members[0].person?.name ?? null,
        account: members[0].subject.label,
        system: members[0].subject.provider,
        status: members[0].subject.status,
        role: members[0].role,
        level: members[0].privilege,
        how: joined(members.map((row) => row.accessPath)),
        certainty: members[0].certainty,
      }),
    ),
  "compare-people": (world, slots) => {
    const [first, second] = [slots.person?.value, slots.other?.value];
    return grouped(
      narrowed(world, slots).filter((row) => [first, second].includes(row.person?.id)),
      (row) => [row.resource.type, row.resource.id, row.role, row.privilege],
      (members) => {
        const how = (id: unknown) =>
          joined(members.filter((row) => row.person?.id === id).map((row) => row.accessPath));
        const [firstHow, secondHow] = [how(first), how(second)];
        return {
          resource: members[0].resource.id,
          resource_type: members[0].resource.type,
          role: members[0].role,
          level: members[0].privilege,
          held_by: secondHow === null ? "first only" : firstHow === null ? "second only" : "both",
          first_how: firstHow,
          second_how: secondHow,
        };
      },
    );
  },
  "single-admin": (world, slots) =>
    grouped(
      narrowed(world, slots).filter(
        ({ subject }) => subject.status !== "suspended" && ["user", "group"].includes(subject.type),
      ),
      (row) => [row.resource.type, row.resource.id],
      (members) => {
        const people = new Map(members.flatMap(({ person }) => (person === null ? [] : [[person.id, person.name]])));
        const others = members.filter((row) => row.person === null).map((row) => JSON.stringify(subjectKey(row)));
        return {
          number: people.size,
          row: {
            resource: members[0].resource.id,
            resource_type: members[0].resource.type,
            person: [...people.values()][0] ?? null,
            unlinked_accounts: new Set(others).size,
          },
        };
      },
    ).flatMap(({ number, row }) => (number === 1 ? [row] : [])),
  "why-access": (world, slots) =>
    narrowed(world, { ...(slots.level ? { level: slots.level } : {}) })
      .filter((row) => row.person?.id === slots.person?.value && on(row, slots.resource?.value))
      .map((row) => ({
        role: row.role,
        level: row.privilege,
        access_path: row.accessPath,
        account: row.subject.label,
        status: row.subject.status,
        steps: [row.subject.label, ...row.via.map((hop) => hop.label), row.resource.id].join(" → "),
        certainty: row.certainty,
      })),
  "direct-or-group": (world, slots) =>
    grouped(
      world.access.filter((row) => row.person?.id === slots.person?.value && on(row, slots.resource?.value)),
      (row) => [row.accessPath, row.role, row.privilege, ...subjectKey(row)],
      (members) => ({
        access_path: members[0].accessPath,
        role: members[0].role,
        level: members[0].privilege,
        account: members[0].subject.label,
        paths: members.length,
      }),
    ),
  "what-to-remove": (world, slots) =>
    grouped(
      narrowed(world, { ...(slots.level ? { level: slots.level } : {}) }).filter(
        (row) => row.person?.id === slots.person?.value && on(row, slots.resource?.value),
      ),
      (row) => [cutOf(row), row.subject.label],
      (members) => ({ ...cutOf(members[0]), account: members[0].subject.label }),
    ),
  "why-no-access": (world, slots) => {
    const ways = narrowed(world, { ...(slots.level ? { level: slots.level } : {}) }).filter((row) =>
      on(row, slots.resource?.value),
    );
    const detail = (row: EffectiveAccess) => [row.accessPath, row.via[0]?.label].filter(Boolean).join(" by ");
    const own = ways.filter((row) => row.person?.id === slots.person?.value);
    const mine = own.map((row) => ({
      finding: "has access",
      role: row.role,
      level: row.privilege,
      detail: detail(row),
      people: 1,
    }));
    const others = grouped(
      ways.filter(
        (row) =>
          row.person?.id !== slots.person?.value &&
          !own.some((one) => one.role === row.role && detail(one) === detail(row)),
      ),
      (row) => [row.role, row.privilege, detail(row)],
      (members) => ({
        finding: "others have it",
        role: members[0].role,
        level: members[0].privilege,
        detail: detail(members[0]),
        people: new Set(members.flatMap((row) => row.person?.id ?? [])).size,
      }),
    );
    return [...mine, ...others];
  },
  "both-resources": (world, slots) => {
    const [first, second] = [slots.resource?.value, slots.other?.value];
    const rows = narrowed(world, { ...(slots.level ? { level: slots.level } : {}) });
    return grouped(
      rows.filter((row) => row.person !== null && (on(row, first) || on(row, second))),
      (row) => row.person?.id,
      (members) => {
        const roles = (id: unknown) => joined(members.filter((row) => on(row, id)).map((row) => row.role));
        return {
          person: members[0].person?.name ?? null,
          first_roles: roles(first),
          second_roles: roles(second),
          accounts: new Set(members.map((row) => JSON.stringify(subjectKey(row)))).size,
        };
      },
    ).filter((row) => row.first_roles !== null && row.second_roles !== null);
  },
  "direct-grants": (world, slots) =>
    narrowed(world, slots)
      .filter(
        ({ subject, resource, accessPath }) =>
          accessPath === "direct" && subject.type === "user" && resource.type !== "github_organization",
      )
      .map((row) => ({
        person: row.person?.name ?? null,
        account: row.subject.label,
        system: row.subject.provider,
        resource: row.resource.id,
        resource_type: row.resource.type,
        role: row.role,
        level: row.privilege,
        certainty: row.certainty,
      })),
  "privileged-people": (world, slots) =>
    holders(narrowed(world, slots).filter(({ subject }) => subject.type === "user")),
  "suspended-access": (world, slots) =>
    holders(narrowed(world, slots).filter(({ subject }) => subject.status === "suspended")),
  "service-accounts": (world, slots) =>
    holders(narrowed(world, slots).filter(({ subject }) => subject.type === "service_account")).map(
      ({ person: _, ...row }) => row,
    ),
  "outside-collaborators": (world, slots) => {
    const memberships = rowsOfTable(world, "github_org_memberships");
    const has = (user: string, listings: string[], organisation?: string) =>
      memberships.some(
        (row) =>
          textIn(row, "user_id") === user &&
          listings.includes(textIn(row, "listing") ?? "") &&
          (organisation === undefined || textIn(row, "organisation")?.toLowerCase() === organisation.toLowerCase()),
      );
    return narrowed(world, { ...(slots.level ? { level: slots.level } : {}) })
      .filter(({ resource, subject }) => {
        const [organisation = ""] = resource.id.split("/");
        return (
          resource.type === "github_repository" &&
          (slots.resource === undefined || resourceIdOf(resource) === slots.resource.value) &&
          has(subject.id, ["outside_collaborator"], organisation) &&
          !has(subject.id, ["member", "admin"], organisation)
        );
      })
      .map((row) => ({
        person: row.person?.name ?? null,
        account: row.subject.label,
        resource: row.resource.id,
        role: row.role,
        level: row.privilege,
        member_elsewhere: has(row.subject.id, ["member", "admin"]),
      }));
  },
  "public-resources": (world, slots) => {
    const open = world.access
      .filter(({ subject }) => subject.type === "public")
      .map(({ resource, subject, role, privilege }) => ({ resource, open_to: subject.label, role, level: privilege }));
    const repositories = rowsOfTable(world, "github_repositories").flatMap((row) => {
      const organisation = rowsOfTable(world, "github_organisations").find((one) => one.scope === row.scope);
      const visibility = textIn(row, "visibility");
      if (visibility !== "public" && visibility !== "internal") return [];
      const id = `${textIn(organisation, "login") ?? textIn(row, "organisation")}/${textIn(row, "repository")}`;
      const resource = { provider: "github", type: "github_repository", id };
      const openTo = visibility === "public" ? "everyone (public)" : "every member (internal)";
      return [{ resource, open_to: openTo, role: "read", level: "read" }];
    });
    return [...open, ...repositories]
      .filter(
        ({ resource }) =>
          (slots.system === undefined || resource.provider === slots.system.value) &&
          (slots.resourceType === undefined || resource.type === slots.resourceType.value),
      )
      .map(({ resource, ...row }) => ({ resource: resource.id, resource_type: resource.type, ...row }));
  },
};

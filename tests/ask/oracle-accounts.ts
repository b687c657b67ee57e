import type { EffectiveAccess } from "../../app/model/access.ts";
import { PRIVILEGES } from "../../app/model/access.ts";
import type { Slots } from "../../app/model/answer.ts";
import { rankOf, resourceIdOf } from "./oracle-access.ts";
import { type Oracle, personBehind, rowsOfTable, textIn, type World } from "./world.ts";

type Known = boolean | null;

/** Accounts that are users and hold the level somewhere, with the highest that they hold. */
function privileged(
  world: World,
  level: string,
): (EffectiveAccess["subject"] & { level: string; person: string | null; personId: string | null })[] {
  const rows = world.access.filter(
    ({ subject, privilege }) => subject.type === "user" && rankOf(privilege) >= rankOf(level),
  );
  const accounts = Map.groupBy(rows, ({ subject, person }) => JSON.stringify([subject, person?.id]));
  return [...accounts.values()].map((members) => {
    const [first] = members as [EffectiveAccess, ...EffectiveAccess[]];
    const highest = PRIVILEGES[Math.max(...members.map((row) => rankOf(row.privilege)))] ?? "none";
    return {
      ...first.subject,
      level: highest,
      person: first.person?.name ?? null,
      personId: first.person?.id ?? null,
    };
  });
}

function ofSystem(slots: Slots, provider: string): boolean {
  const system = slots.system?.value;
  return system === undefined || provider === system || provider.startsWith(`${system}_`);
}

/** True only when all are, false when one is; unknown otherwise, as SQL's bool_and over what is known. */
function allOf(values: readonly Known[]): Known {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.every((value) => value);
}

const flag = (value: unknown): Known => (typeof value === "boolean" ? value : null);

function secondFactor(world: World, account: { provider: string; id: string; personId: string | null }): Known {
  if (account.provider === "google_workspace") {
    const users = rowsOfTable(world, "google_workspace_users").filter((row) => textIn(row, "user_id") === account.id);
    return allOf(users.map((row) => flag(row.columns.is_enrolled_in_2sv)));
  }
  if (account.provider === "aws_iam") {
    const reports = rowsOfTable(world, "aws_iam_credential_reports").filter((row) => textIn(row, "arn") === account.id);
    return allOf(reports.map((row) => flag(row.columns.mfa_active)));
  }
  if (account.provider === "github") {
    const all = rowsOfTable(world, "github_org_memberships");
    const own = all.filter((row) => textIn(row, "user_id") === account.id);
    if (own.some((row) => textIn(row, "listing") === "2fa_disabled")) return false;
    const known = own.some((row) => {
      const organisation = rowsOfTable(world, "github_organisations").find((one) => one.scope === row.scope);
      const listed = all.some((one) => one.scope === row.scope && textIn(one, "listing") === "2fa_disabled");
      return listed || organisation?.columns.two_factor_requirement_enabled === true;
    });
    return known ? true : null;
  }
  const accounts = rowsOfTable(world, "google_workspace_users").filter(
    (row) =>
      account.personId !== null &&
      personBehind(world, "google_workspace", textIn(row, "user_id") ?? "")?.id === account.personId,
  );
  const flags = accounts.map((row) => flag(row.columns.is_enrolled_in_2sv));
  if (flags.includes(false)) return false;
  return flags.length > 0 && !flags.includes(null) ? true : null;
}

function lastLogin(world: World, account: { provider: string; id: string }): string | null {
  const find = (table: string, key: string, column: string) =>
    textIn(
      rowsOfTable(world, table).find((row) => textIn(row, key) === account.id),
      column,
    );
  if (account.provider === "google_workspace") return find("google_workspace_users", "user_id", "last_login_at");
  if (account.provider === "aws_iam") return find("aws_iam_credential_reports", "arn", "password_last_used");
  return null;
}

const seconds = (time: string) => `${time.slice(0, 19)}Z`;

export const ACCOUNT_ORACLES: Readonly<Record<string, Oracle>> = {
  "admins-without-mfa": (world, slots) =>
    privileged(world, String(slots.level?.value)).flatMap((account) => {
      const factor = secondFactor(world, account);
      if (factor === true || !ofSystem(slots, account.provider)) return [];
      if (slots.status !== undefined && slots.status.value !== account.status) return [];
      return [
        {
          person: account.person,
          account: account.label,
          system: account.provider,
          status: account.status,
          level: account.level,
          mfa: factor === null ? "unknown" : "no",
        },
      ];
    }),
  "dormant-admins": (world, slots) =>
    privileged(world, String(slots.level?.value)).flatMap((account) => {
      const login = lastLogin(world, account);
      if ((login ?? "").startsWith("2999") || !ofSystem(slots, account.provider)) return [];
      const never = login?.startsWith("1970") ?? false;
      return [
        {
          person: account.person,
          account: account.label,
          system: account.provider,
          status: account.status,
          level: account.level,
          activity: login === null ? "unknown" : never ? "never signed in" : "not for that long",
          last_login: login === null || never ? null : seconds(login),
        },
      ];
    }),
  "old-access-keys": (world) =>
    rowsOfTable(world, "aws_iam_credential_reports").flatMap((row) =>
      [1, 2].flatMap((key) => {
        const rotated = textIn(row, `access_key_${key}_last_rotated`);
        if (row.columns[`access_key_${key}_active`] !== true || rotated?.startsWith("2999")) return [];
        return [
          {
            user: textIn(row, "user_name"),
            aws_account: textIn(row, "account_id"),
            key,
            age: rotated === null ? "unknown" : "older",
            rotated: rotated === null ? null : seconds(rotated),
            person: personBehind(world, "aws_iam", textIn(row, "arn") ?? "")?.name ?? null,
          },
        ];
      }),
    ),
  leavers: (world, slots) => {
    const gone = new Map<string, boolean>();
    for (const row of rowsOfTable(world, "google_workspace_users")) {
      const person = personBehind(world, "google_workspace", textIn(row, "user_id") ?? "");
      const off = row.columns.suspended === true || row.columns.archived === true;
      if (person !== null) gone.set(person.id, (gone.get(person.id) ?? true) && off);
    }
    const rows = world.access.filter(
      ({ person, subject }) =>
        person !== null &&
        gone.get(person.id) === true &&
        subject.provider !== "google_workspace" &&
        subject.status !== "suspended" &&
        ofSystem(slots, subject.provider),
    );
    const accounts = Map.groupBy(rows, ({ subject, person }) => JSON.stringify([subject, person?.id]));
    return [...accounts.values()].map((members) => {
      const [first] = members as [EffectiveAccess, ...EffectiveAccess[]];
      return {
        person: first.person?.name ?? null,
        account: first.subject.label,
        system: first.subject.provider,
        status: first.subject.status,
        level: PRIVILEGES[Math.max(...members.map((row) => rankOf(row.privilege)))] ?? null,
        resources: new Set(members.map((row) => resourceIdOf(row.resource))).size,
      };
    });
  },
};

import type { JsonObject } from "../../app/model/json.ts";
import type { Draw, Rows } from "./random-organisation-draw.ts";

const SCOPE = "google-workspace";

/** Addresses that the other sources can name; `groups` holds addresses of groups, listed or not. */
export type DrawnWorkspace = { users: string[]; groups: string[] };

type Group = { id: string; email: string | null; alias: string | null };

/** Users, groups nested in every way (cycles, diamonds, a ladder of more than 64 chains), and all kinds of members. */
export function drawWorkspace(draw: Draw, rows: Rows, size: number): DrawnWorkspace {
  const twoCustomers = draw.chance(0.2);
  const users = draw.times(size, (number) => drawUser(draw, rows, number, twoCustomers));
  const groups = draw.times(4 + draw.below(7), (number) => drawGroup(draw, rows, number));
  const keys = groups.flatMap((group) => (draw.chance(0.85) ? collectedKeys(draw, group) : []));
  if (draw.chance(0.4)) keys.push("ghost@northwind.example");
  if (draw.chance(0.3)) keys.push("02xghost");
  for (const key of keys) {
    addListing(rows, key);
    for (const member of draw.times(draw.below(5), () => drawMember(draw, users, groups))) addMember(rows, key, member);
  }
  const top = draw.chance(0.3) ? drawLadder(draw, rows, users) : [];
  return {
    users: users.flatMap((user) => user.addresses),
    groups: [
      ...groups.flatMap(({ email, alias }) => [email, alias].filter((address) => address !== null)),
      ...top,
      "ghost@northwind.example",
      "nobody-knows@northwind.example",
    ],
  };
}

type User = { id: string; addresses: string[] };

function drawUser(draw: Draw, rows: Rows, number: number, twoCustomers: boolean): User {
  const id = `10970000000000000${String(number).padStart(4, "0")}`;
  const name = draw.pick([`ada.${number}`, `o'neil${number}`, `x+tag${number}`, `user-${number}`]);
  const email = `${name}@${draw.pick(["northwind.example", "northwind.example", "partner.example"])}`;
  const aliases = draw.chance(0.3) ? [`alias${number}@northwind.example`] : [];
  const primary = draw.chance(0.03) ? null : draw.chance(0.3) ? draw.mixCase(email) : email;
  rows.add(SCOPE, "google_workspace_users", [id], {
    user_id: id,
    primary_email: primary,
    full_name: draw.pick([`Ada Okafor ${number}`, `李 ${number}`, null]),
    aliases,
    customer_id: twoCustomers ? draw.pick(["C0north", "C0other"]) : draw.pick(["C0north", "C0north", "C0north", null]),
    suspended: draw.pick([true, false, false, null]),
    archived: draw.pick([true, false, false, false, null]),
  });
  return { id, addresses: [...(primary === null ? [] : [email]), ...aliases] };
}

function drawGroup(draw: Draw, rows: Rows, number: number): Group {
  const id = `02x${number}aB`;
  const email = draw.chance(0.05) ? null : `team${number}@northwind.example`;
  const alias = draw.chance(0.3) ? `old-team${number}@northwind.example` : null;
  rows.add(SCOPE, "google_workspace_groups", [id], {
    group_id: id,
    email: email === null ? null : draw.chance(0.3) ? draw.mixCase(email) : email,
    name: draw.pick([`Team ${number}`, null]),
    aliases: alias === null ? [] : [alias],
    direct_members_count: draw.pick([null, 3]),
  });
  return { id, email, alias };
}

// A members file is named by id, address or alias, and now and then there are two of one group.
function collectedKeys(draw: Draw, { id, email, alias }: Group): string[] {
  const names = [id.toLowerCase(), email, alias].filter((name) => name !== null);
  return draw.chance(0.1) ? names : [draw.pick(names)];
}

function addListing(rows: Rows, key: string): void {
  rows.add(SCOPE, "collected_listings", ["workspace_members", key], { listing: "workspace_members", listing_key: key });
}

function addMember(rows: Rows, key: string, member: JsonObject): void {
  const name = String(member.member_email ?? member.member_id);
  rows.add(SCOPE, "google_workspace_memberships", [key, name], {
    group_key: key,
    member_role: "MEMBER",
    member_status: "ACTIVE",
    ...member,
  });
}

function drawMember(draw: Draw, users: readonly User[], groups: readonly Group[]): JsonObject {
  const user = draw.pick(users);
  const group = draw.pick(groups);
  const userAddress = user.addresses.length > 0 ? draw.pick(user.addresses) : `of-${user.id}@northwind.example`;
  const groupAddress = draw.pick([group.email, group.alias]) ?? `of-${group.id.toLowerCase()}@northwind.example`;
  const member = (id: string | null, email: string | null, type: string): JsonObject => ({
    member_id: id,
    member_email: email,
    member_type: type,
  });
  return draw.pick([
    () => member(user.id, userAddress, "USER"),
    () => member(user.id, null, "USER"),
    () => member(null, userAddress, "USER"),
    () => member("107999", userAddress, draw.pick(["USER", "UNKNOWN", "EXTERNAL"])),
    () => member(group.id, groupAddress, "GROUP"),
    () => member(group.id, groupAddress, "GROUP"),
    () => member(group.id, null, "UNKNOWN"),
    () => member(null, groupAddress, draw.pick(["GROUP", "UNKNOWN"])),
    () => member(null, groupAddress, "USER"),
    () => member(null, userAddress, "GROUP"),
    () => member(null, "ghost@northwind.example", draw.pick(["GROUP", "UNKNOWN", "USER"])),
    () => member("02xGhost", null, draw.pick(["GROUP", "UNKNOWN"])),
    () => member("109123", `guest${draw.below(3)}@elsewhere.example`, draw.pick(["USER", "EXTERNAL", "UNKNOWN"])),
    () => member("109124", null, "USER"),
    () => member(null, "partners@elsewhere.example", "GROUP"),
    () => member(null, `robot${draw.below(2)}@billing-prod.iam.gserviceaccount.com`, draw.pick(["USER", "UNKNOWN"])),
    () => member(draw.pick(["C0north", "C0other", "C0unknown"]), null, "CUSTOMER"),
  ])();
}

/** Seven diamonds on top of each other: 128 chains from foot to top; sometimes the top is a member of the foot. */
function drawLadder(draw: Draw, rows: Rows, users: readonly User[]): string[] {
  const address = (name: string): string => `${name}@ladder.example`;
  const join = (child: string, parent: string): void =>
    addMember(rows, address(parent), { member_id: `id-${child}`, member_email: address(child), member_type: "GROUP" });
  const names = ["j0", ...draw.times(7, (level) => [`l${level}`, `r${level}`, `j${level + 1}`]).flat()];
  for (const name of names) {
    addListing(rows, address(name));
    rows.add(SCOPE, "google_workspace_groups", [`id-${name}`], {
      group_id: `id-${name}`,
      email: address(name),
      name: null,
      aliases: [],
      direct_members_count: null,
    });
  }
  draw.times(7, (level) => {
    for (const side of [`l${level}`, `r${level}`]) {
      join(`j${level}`, side);
      join(side, `j${level + 1}`);
    }
  });
  if (draw.chance(0.4)) join("j7", "j0");
  for (const { id } of draw.times(1 + draw.below(2), () => draw.pick(users))) {
    addMember(rows, address("j0"), { member_id: id, member_email: null, member_type: "USER" });
  }
  if (draw.chance(0.5)) {
    const { id } = draw.pick(users);
    addMember(rows, address("j2"), { member_id: id, member_email: null, member_type: "USER" });
  }
  return [address("j7"), address("j7"), address("j6"), address("j0")];
}

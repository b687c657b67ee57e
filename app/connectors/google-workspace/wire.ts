import { z } from "zod";
import { listOf, text } from "../../model/record.ts";
import { time } from "../../model/time.ts";

/** Shapes of the Admin SDK Directory API and of the Cloud Identity Groups API; every key may be missing. */

const flag = z
  .union([z.boolean(), z.stringbool({ truthy: ["true"], falsy: ["false"] })])
  .nullable()
  .catch(null);

/** The API writes counts as text, mocks as numbers; what does not fit a PostgreSQL integer is null. */
const count = text.transform((value) => (value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null));

/** `1970-01-01T00:00:00.000Z` stands for "never". */
const lastTime = time.transform((value) => (value?.startsWith("1970-01-01") ? null : value));

const entityKey = z.object({ id: text }).catch({ id: null });

export const userWire = z.object({
  id: text,
  primaryEmail: text,
  name: z.object({ fullName: text }).catch({ fullName: null }),
  aliases: listOf(text),
  nonEditableAliases: listOf(text),
  customerId: text,
  suspended: flag,
  archived: flag,
  isAdmin: flag,
  isEnrolledIn2Sv: flag,
  lastLoginTime: lastTime,
  orgUnitPath: text,
  relations: listOf(z.object({ type: text, value: text })),
});

/** The Admin SDK has id, email and name; Cloud Identity has `name: "groups/<id>"`, groupKey and displayName. */
export const groupWire = z.object({
  id: text,
  email: text,
  name: text,
  aliases: listOf(text),
  nonEditableAliases: listOf(text),
  directMembersCount: count,
  groupKey: entityKey,
  additionalGroupKeys: listOf(entityKey),
  displayName: text,
});

/** The Admin SDK has id, email and role; Cloud Identity has preferredMemberKey (or memberKey) and roles. */
export const memberWire = z.object({
  id: text,
  email: text,
  role: text,
  type: text,
  status: text,
  preferredMemberKey: entityKey,
  memberKey: entityKey,
  roles: listOf(z.object({ name: text })),
});

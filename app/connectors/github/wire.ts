import { z } from "zod";
import { listOf, text } from "../../model/record.ts";

/** Shapes of GitHub's REST and GraphQL APIs; tolerant: every key may be missing or of another type. */

const flag = z.boolean().nullable().catch(null);

/** Cumulative: who may push may pull. */
const permissions = z
  .object({ admin: flag, maintain: flag, push: flag, triage: flag, pull: flag })
  .nullable()
  .catch(null);

export const organisationWire = z.object({
  id: text,
  login: text,
  name: text,
  default_repository_permission: text,
  two_factor_requirement_enabled: flag,
});

export const userWire = z.object({ id: text, login: text, type: text, name: text, email: text });

export const grantWire = z.object({ role_name: text, permissions });

export const teamWire = z.object({
  id: text,
  slug: text,
  name: text,
  privacy: text,
  parent: z.object({ id: text }).catch({ id: null }),
});

export const repositoryWire = z.object({
  id: text,
  name: text,
  full_name: text,
  visibility: text,
  private: flag,
  archived: flag,
  role_name: text,
  permissions,
});

export const verifiedMemberWire = z.object({
  login: text,
  databaseId: text,
  name: text,
  email: text,
  organizationVerifiedDomainEmails: listOf(text),
});

export const externalIdentityWire = z.object({
  guid: text,
  samlIdentity: z.object({ nameId: text }).catch({ nameId: null }),
  scimIdentity: z.object({ username: text }).catch({ username: null }),
  user: z.object({ login: text, databaseId: text }).catch({ login: null, databaseId: null }),
});

import type { Json, JsonObject } from "../../model/json.ts";
import { normaliseEmail } from "../../model/mail.ts";
import { missing, normaliseWith } from "../../model/record.ts";
import type { Normalised, SourceRow } from "../../model/source.ts";
import { externalIdentityWire, userWire, verifiedMemberWire } from "./wire.ts";

type UserFacts = {
  userId: string | null;
  login: string | null;
  type?: string | null;
  name?: string | null;
  email?: string | null;
  evidence: readonly (string | null)[];
};

/**
 * A row of github_users. `evidence_emails` are all e-mails that this record gives the account, the public one too;
 * noreply addresses are among them: whoever resolves decides what they are worth.
 */
export function userRow(
  organisation: string,
  origin: string,
  key: string,
  user: UserFacts,
  raw: JsonObject,
): SourceRow {
  const email = user.email?.trim() ?? null;
  const emails = [email, ...user.evidence].map(normaliseEmail).filter((evidence) => evidence !== null);
  return {
    table: "github_users",
    key: [origin, key],
    columns: {
      organisation,
      origin,
      user_id: user.userId,
      login: user.login,
      user_type: user.type ?? null,
      name: user.name ?? null,
      email,
      evidence_emails: [...new Set(emails)],
    },
    raw,
  };
}

/**
 * A REST user. The id is the identity: logins are renamed, and given to others afterwards.
 * @param relate the rows that this listing makes beside the user's own.
 */
export function normaliseUserOf(
  organisation: string,
  origin: string,
  relate: (userId: string, record: JsonObject) => SourceRow[] = () => [],
): (record: Json) => Normalised {
  return normaliseWith(userWire, (user, record) => {
    if (user.id === null) return missing(record, "id");
    const facts = { userId: user.id, login: user.login, type: user.type, name: user.name, email: user.email };
    const row = userRow(organisation, origin, user.id, { ...facts, evidence: [] }, record);
    return { rows: [row, ...relate(user.id, record)] };
  });
}

/** A node of membersWithRole, with the e-mails that the organisation has verified by its domains. */
export function normaliseVerifiedMemberOf(organisation: string): (record: Json) => Normalised {
  return normaliseWith(verifiedMemberWire, (member, record) => {
    const key = member.databaseId ?? member.login?.toLowerCase();
    if (key === undefined) return missing(record, "databaseId");
    const facts = {
      userId: member.databaseId,
      login: member.login,
      name: member.name,
      email: member.email,
      evidence: member.organizationVerifiedDomainEmails,
    };
    return { rows: [userRow(organisation, "verified_emails", key, facts, record)] };
  });
}

/** A node of externalIdentities; `user` is null until somebody signs in with the identity. */
export function normaliseExternalIdentityOf(organisation: string): (record: Json) => Normalised {
  return normaliseWith(externalIdentityWire, (identity, record) => {
    const { databaseId, login } = identity.user;
    const key = databaseId ?? login?.toLowerCase() ?? identity.guid;
    if (key === null) return missing(record, "guid");
    const evidence = [identity.samlIdentity.nameId, identity.scimIdentity.username];
    return { rows: [userRow(organisation, "saml_identity", key, { userId: databaseId, login, evidence }, record)] };
  });
}

import type { Role } from "./roles.ts";

/** What a token of the issuer says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

/** How claims say who somebody is; docs/sign-in.md. */
export type ClaimRules = Readonly<{
  roleClaim: string;
  /** Role by value of that claim. */
  roles: ReadonlyMap<string, Role>;
  userClaim: string;
  /** Claim with the slug of the tenant; null means `tenant` for everybody. */
  tenantClaim: string | null;
  tenant: string;
}>;

/** Somebody whom the issuer vouches for. `user` is what the audit log calls them. */
export type Person = { user: string; role: Role; tenantSlug: string };

/** Whoever has several roles gets the first of these. */
const ORDER: readonly Role[] = ["admin", "auditor", "analyst", "sre"];
const LONGEST_USER = 320;

/**
 * Says who somebody is by their claims.
 * @returns `refusal` in words for that person when the claims give no role or no tenant
 */
export function readClaims(claims: Claims, rules: ClaimRules): Person | { refusal: string } {
  const values = textsOf(claimOf(claims, rules.roleClaim));
  const has = new Set(values.map((value) => rules.roles.get(value)));
  const role = ORDER.find((one) => has.has(one));
  const user = userOf(claims, rules.userClaim);
  if (role === undefined) {
    const why =
      values.length === 0
        ? `it sent no claim “${rules.roleClaim}”, which gives the roles here`
        : `nothing in its claim “${rules.roleClaim}” gives a role here`;
    return {
      refusal: `The issuer knows you as ${user}, but ${why}. Ask an administrator of your organisation for a group that does.`,
    };
  }
  const tenantSlug = rules.tenantClaim === null ? rules.tenant : textsOf(claimOf(claims, rules.tenantClaim))[0];
  if (tenantSlug === undefined) {
    return {
      refusal: `The issuer knows you as ${user}, but its claim “${rules.tenantClaim}” names no organisation.`,
    };
  }
  return { user, role, tenantSlug };
}

/** @returns the claim of that very name, else the one inside (`realm_access.roles`) */
export function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name.split(".").reduce<unknown>((inner, part) => {
    return typeof inner === "object" && inner !== null && Object.hasOwn(inner, part)
      ? Reflect.get(inner, part)
      : undefined;
  }, claims);
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === "string" && one !== "");
}

function userOf(claims: Claims, claim: string): string {
  // Anybody may call themselves anything at some issuers; `sub` is theirs alone.
  const isProven = claim !== "email" || claims.email_verified !== false;
  const [name] = isProven ? textsOf(claimOf(claims, claim)) : [];
  return (name ?? String(claims.sub)).slice(0, LONGEST_USER);
}

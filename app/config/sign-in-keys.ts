import { z } from "zod";
import type { ClaimRules } from "../model/claims.ts";
import { ROLES, type Role } from "../model/roles.ts";

const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;
export const LOOPBACK_HOSTS = ["127.0.0.1", "::1", "localhost"];
const DEFAULT_SESSION_MINUTES = 480;

const name = z.string().min(1).max(500);
const ROLE_FORM = `must be JSON from values of the claim to roles, such as {"cloud-admins":"admin"}; roles: ${ROLES.join(", ")}`;

/** Encrypted, or within this machine. */
function isSafeAddress(given: string): boolean {
  const url = URL.parse(given);
  if (url === null || url.username !== "" || url.password !== "" || url.hash !== "" || url.search !== "") return false;
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK_NAME.test(url.hostname));
}

function parseRoles(given: string, context: z.core.$RefinementCtx<string>): Record<string, Role> {
  try {
    const roles = z.record(name, z.enum(ROLES)).parse(JSON.parse(given));
    if (Object.keys(roles).length > 0) return roles;
  } catch {
    // Said below, in words that help.
  }
  context.addIssue({ code: "custom", message: ROLE_FORM, input: given });
  return z.NEVER;
}

/** Keys of the environment that say who signs in and where the product listens; docs/sign-in.md. */
export const SIGN_IN_KEYS = {
  HOST: z
    .string()
    .regex(/^[\w.:-]{1,253}$/, "must be an address or a name to listen on, such as 127.0.0.1")
    .default("127.0.0.1"),
  PUBLIC_URL: z
    .string()
    .refine(
      (given) => isSafeAddress(given) && URL.parse(given)?.pathname === "/",
      "must be where browsers find the product, without a path, such as https://alxderia.example; http only on this machine",
    )
    .transform((given) => new URL(given).origin)
    .optional(),
  OIDC_ISSUER: z
    .string()
    .refine(
      isSafeAddress,
      "must be the issuer's address, such as https://login.example/realm; http only on this machine",
    )
    .optional(),
  OIDC_CLIENT_ID: name.optional(),
  OIDC_CLIENT_SECRET: name.optional(),
  OIDC_CLIENT_SECRET_SECRET: name.optional(),
  OIDC_CLIENT_AUTH: z.enum(["basic", "post"]).optional(),
  OIDC_SCOPES: z
    .string()
    .refine(
      (given) => given.split(" ").includes("openid"),
      "must be scopes with a space between them, openid among them",
    )
    .optional(),
  OIDC_ROLE_CLAIM: name.optional(),
  OIDC_ROLES: z.string().transform(parseRoles).optional(),
  OIDC_USER_CLAIM: name.optional(),
  OIDC_TENANT: name.optional(),
  OIDC_TENANT_CLAIM: name.optional(),
  OIDC_AUDIENCE: name.optional(),
  OIDC_SESSION_MINUTES: z.coerce.number().int().min(5).max(1_440).optional(),
};

export type SignInValues = z.output<z.ZodObject<typeof SIGN_IN_KEYS>>;

type Given = Readonly<Record<string, string | undefined>>;
type Fault = Readonly<{ key: string; message: string }>;

const NEEDED = ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_ROLES", "PUBLIC_URL"];
const ASKED_FOR = Object.keys(SIGN_IN_KEYS).filter((key) => key !== "HOST");

/**
 * What no single key shows: half a configuration, and an address that anybody reaches without a sign-in.
 * @param given the environment as it is
 */
export function findSignInFaults(given: Given): Fault[] {
  const isThere = (key: string) => given[key] !== undefined;
  const fault = (key: string, message: string): Fault => ({ key, message });
  if (!ASKED_FOR.some(isThere)) {
    if (LOOPBACK_HOSTS.includes(given.HOST ?? "127.0.0.1")) return [];
    return [
      fault(
        "HOST",
        `must be one of ${LOOPBACK_HOSTS.join(", ")} as long as nobody has to sign in; set OIDC_ISSUER and its like first (docs/sign-in.md)`,
      ),
    ];
  }
  const faults = NEEDED.filter((key) => !isThere(key)).map((key) =>
    fault(key, "is missing, and sign-in by OpenID Connect needs it (docs/sign-in.md)"),
  );
  const secrets = ["OIDC_CLIENT_SECRET", "OIDC_CLIENT_SECRET_SECRET"].filter(isThere);
  if (secrets.length === 0) {
    faults.push(fault("OIDC_CLIENT_SECRET", "is missing; set it, or OIDC_CLIENT_SECRET_SECRET (docs/secrets.md)"));
  } else if (secrets.length === 2) {
    faults.push(fault("OIDC_CLIENT_SECRET", "and OIDC_CLIENT_SECRET_SECRET are both there; set one of them"));
  }
  if (isThere("OIDC_TENANT") && isThere("OIDC_TENANT_CLAIM")) {
    faults.push(fault("OIDC_TENANT", "and OIDC_TENANT_CLAIM are both there; set one of them"));
  }
  if (isThere("OIDC_AUDIENCE") && given.OIDC_AUDIENCE === given.OIDC_CLIENT_ID) {
    // An ID token is made out to the client: it would pass for an access token.
    faults.push(fault("OIDC_AUDIENCE", "must not be the OIDC_CLIENT_ID; give the API a name of its own at the issuer"));
  }
  if (isThere("DATABASE_URL") && !isThere("SESSION_SECRET")) {
    faults.push(
      fault("SESSION_SECRET", "is missing; each instance would make its own, and refuse the others' sessions"),
    );
  }
  return faults;
}

/** Who may sign in, and how; null keys of the environment have become what is meant without them. */
export type SignInConfig<Secret> = Readonly<{
  issuer: string;
  clientId: string;
  /** The client's secret, or where it is kept. */
  clientSecret: Secret;
  clientAuth: "basic" | "post";
  scopes: string;
  rules: ClaimRules;
  /** Whom access tokens for the API are made out to; null means that there are none. */
  audience: string | null;
  /** Origin under which browsers know the product. */
  publicUrl: string;
  sessionMinutes: number;
}>;

/**
 * @param values without faults
 * @param secret what `OIDC_CLIENT_SECRET` or its `_SECRET` says
 * @returns null when nobody has to sign in
 */
export function readSignIn<Secret>(values: SignInValues, secret: Secret | undefined): SignInConfig<Secret> | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_ROLES, PUBLIC_URL } = values;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_ROLES || !PUBLIC_URL || secret === undefined) return null;
  return Object.freeze({
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: secret,
    clientAuth: values.OIDC_CLIENT_AUTH ?? "basic",
    scopes: values.OIDC_SCOPES ?? "openid profile email",
    rules: {
      roleClaim: values.OIDC_ROLE_CLAIM ?? "groups",
      roles: new Map(Object.entries(OIDC_ROLES)),
      userClaim: values.OIDC_USER_CLAIM ?? "email",
      tenantClaim: values.OIDC_TENANT_CLAIM ?? null,
      tenant: values.OIDC_TENANT ?? "default",
    },
    audience: values.OIDC_AUDIENCE ?? null,
    publicUrl: PUBLIC_URL,
    sessionMinutes: values.OIDC_SESSION_MINUTES ?? DEFAULT_SESSION_MINUTES,
  });
}

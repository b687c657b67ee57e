import { redirect } from "@remix-run/node";
import type { MetaFunction } from "@remix-run/react";
import { useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { z } from "zod";
import { badRequest, notFound } from "../http/errors.ts";
import { publicPage } from "../http/route.server.ts";
import { ownPath, signInCookie } from "../http/session.server.ts";
import { ROLES } from "../model/roles.ts";
import type { loader as rootLoader } from "../root.tsx";
import { IssuerSignIn } from "../ui/issuer-sign-in.tsx";
import { LocalSignIn } from "../ui/local-sign-in.tsx";
import { PageErrorAlone } from "../ui/page-error-alone.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { SignInFrame } from "../ui/sign-in-frame.tsx";

export { PageErrorAlone as ErrorBoundary };

const next = z.string().max(4_000).optional();

const SignInForm = z.strictObject({
  role: z.enum(ROLES, { error: `one of ${ROLES.join(", ")}` }),
  tenant: z.string().max(500).optional(),
  next,
});

export const loader = publicPage({
  query: z.strictObject({ next }),
  handler: async ({ context, query }) => {
    const next = ownPath(query.next);
    if (context.oidc !== null) return { issuer: context.oidc.issuerHost, next };
    const chosen = await context.defaultTenant();
    const tenants = await context.tenants();
    return { issuer: null, tenants: tenants.map((tenant) => tenant.slug), defaultTenant: chosen.slug, next };
  },
});

export const action = publicPage({
  query: z.strictObject({ next }),
  form: SignInForm,
  handler: async ({ context, form }) => {
    if (context.oidc !== null) throw notFound("Roles are given by the issuer; nobody chooses one here.");
    const chosen = await context.defaultTenant();
    const slug = form.tenant ?? chosen.slug;
    const tenants = await context.tenants();
    // Before the first ingest there is no tenant; the one that will be there is signed in to all the same.
    const tenant = [...tenants, chosen].find((candidate) => candidate.slug === slug);
    if (tenant === undefined) {
      const allowed = tenants.map((candidate) => candidate.slug).join(", ");
      throw badRequest([
        { field: "tenant", detail: `there is no tenant ${JSON.stringify(slug)}; allowed: ${allowed}` },
      ]);
    }
    const user = { user: `local ${form.role}`, role: form.role, tenantId: tenant.id, tenantSlug: tenant.slug };
    return redirect(ownPath(form.next), { headers: { "set-cookie": await signInCookie(context, user) } });
  },
});

export const meta: MetaFunction<typeof loader> = ({ error }) => pageTitle("Sign in", error);

const LOCAL_NOTE =
  "This sign-in asks for no password, because the server only listens on this machine: nobody else can reach it.";
const ISSUER_NOTE = "What you may see here depends on the groups that your organisation has put you into.";

export default function SignInPage() {
  const data = useLoaderData<typeof loader>();
  const theme = useRouteLoaderData<typeof rootLoader>("root")?.theme ?? "system";
  return (
    <SignInFrame theme={theme} note={data.issuer === null ? LOCAL_NOTE : ISSUER_NOTE}>
      {data.issuer === null ? <LocalSignIn {...data} /> : <IssuerSignIn issuer={data.issuer} next={data.next} />}
    </SignInFrame>
  );
}

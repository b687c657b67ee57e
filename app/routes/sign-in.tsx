import { redirect } from "@remix-run/node";
import type { MetaFunction } from "@remix-run/react";
import { Form, useLoaderData, useNavigation, useRouteLoaderData } from "@remix-run/react";
import { Button, Label, Radio, RadioGroup } from "react-aria-components";
import { z } from "zod";
import { badRequest } from "../http/errors.ts";
import { publicPage } from "../http/route.server.ts";
import { ownPath, signInCookie } from "../http/session.server.ts";
import { ROLES } from "../model/roles.ts";
import type { loader as rootLoader } from "../root.tsx";
import { Logo } from "../ui/logo.tsx";
import { NavigationProgress } from "../ui/navigation-progress.tsx";
import { PageErrorAlone } from "../ui/page-error-alone.tsx";
import { pageTitle } from "../ui/page-title.ts";
import { ROLE_WORDS } from "../ui/roles.ts";
import { ThemeSwitch } from "../ui/theme-switch.tsx";

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
    const chosen = await context.defaultTenant();
    const tenants = await context.tenants();
    return {
      tenants: tenants.map((tenant) => tenant.slug),
      defaultTenant: chosen.slug,
      next: ownPath(query.next),
    };
  },
});

export const action = publicPage({
  query: z.strictObject({ next }),
  form: SignInForm,
  handler: async ({ context, form }) => {
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

export default function SignInPage() {
  const { tenants, defaultTenant, next: after } = useLoaderData<typeof loader>();
  const theme = useRouteLoaderData<typeof rootLoader>("root")?.theme ?? "system";
  const busy = useNavigation().state !== "idle";
  return (
    <div className="flex min-h-dvh flex-col">
      <NavigationProgress />
      <main id="main" className="mx-auto flex w-full max-w-md grow flex-col justify-center gap-5 px-4 py-8">
        <div className="flex items-center gap-3">
          <Logo className="size-9" />
          <div>
            <h1 className="text-xl font-semibold tracking-tight">Sign in to Alxderia</h1>
            <p className="text-data text-ink-soft">Who can reach what, by which path, since when.</p>
          </div>
        </div>
        <Form method="post" action="/sign-in" className="panel flex flex-col gap-4 p-4">
          <input type="hidden" name="next" value={after} />
          <RadioGroup name="role" defaultValue="analyst" isRequired className="flex flex-col gap-1">
            <Label className="mb-1 text-xs text-ink-soft">Role</Label>
            {ROLES.map((role) => (
              <Radio
                key={role}
                value={role}
                className="group flex cursor-pointer items-center gap-3 rounded-md border border-line px-3 py-2 hover:bg-raised data-focus-visible:outline-2 data-focus-visible:outline-offset-1 data-focus-visible:outline-accent data-selected:border-accent data-selected:bg-accent-soft has-checked:border-accent has-checked:bg-accent-soft"
              >
                <span className="flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong group-has-checked:border-accent">
                  <span className="hidden size-2 rounded-full bg-accent group-has-checked:block" />
                </span>
                <span>
                  <span className="block text-data font-medium">{ROLE_WORDS[role].label}</span>
                  <span className="block text-xs text-ink-soft">{ROLE_WORDS[role].meaning}</span>
                </span>
              </Radio>
            ))}
          </RadioGroup>
          {tenants.length > 1 ? (
            <label className="block">
              <span className="mb-1 block text-xs text-ink-soft">Organisation</span>
              <select name="tenant" defaultValue={defaultTenant} className="field">
                {tenants.map((slug) => (
                  <option key={slug} value={slug}>
                    {slug}
                  </option>
                ))}
              </select>
            </label>
          ) : null}
          <Button type="submit" isDisabled={busy} className="button min-h-9" data-tone="primary">
            Sign in
          </Button>
        </Form>
        <div className="flex items-start justify-between gap-4">
          <p className="text-xs text-ink-mute">
            This sign-in asks for no password, because the server only listens on this machine: nobody else can reach
            it.
          </p>
          <ThemeSwitch theme={theme} />
        </div>
      </main>
    </div>
  );
}

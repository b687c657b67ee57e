import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { z } from "zod";
import { pageLoader } from "../http/route.server.ts";
import { ROLES } from "../model/roles.ts";
import type { loader as rootLoader } from "../root.tsx";
import { Shell } from "../ui/shell.tsx";

/** The layout of every page behind the sign-in. The parameters of the URL are the page's, so any are fine here. */
export const loader = pageLoader({
  allow: ROLES,
  query: z.object({}),
  handler: async ({ session }) => ({
    viewer: { user: session.user, role: session.role, tenant: session.tenantSlug },
  }),
});

export default function AppLayout() {
  const { viewer } = useLoaderData<typeof loader>();
  const theme = useRouteLoaderData<typeof rootLoader>("root")?.theme ?? "system";
  return (
    <Shell viewer={viewer} theme={theme}>
      <Outlet />
    </Shell>
  );
}

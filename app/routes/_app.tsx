import { Outlet, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { z } from "zod";
import { pageLoader } from "../http/route.server.ts";
import { ROLES } from "../model/roles.ts";
import type { loader as rootLoader } from "../root.tsx";
import { Shell } from "../ui/shell.tsx";
import { TablePreferences } from "../ui/table-preferences.tsx";
import { tableSettingsOfCookies } from "../ui/table-settings.ts";

/** The layout of every page behind the sign-in. The parameters of the URL are the page's, so any are fine here. */
export const loader = pageLoader({
  allow: ROLES,
  query: z.object({}),
  handler: async ({ session, request }) => ({
    viewer: { user: session.user, role: session.role, tenant: session.tenantSlug },
    tables: tableSettingsOfCookies(request.headers.get("cookie"), session.user),
  }),
});

export default function AppLayout() {
  const { viewer, tables } = useLoaderData<typeof loader>();
  const theme = useRouteLoaderData<typeof rootLoader>("root")?.theme ?? "system";
  return (
    <Shell viewer={viewer} theme={theme}>
      <TablePreferences user={viewer.user} settings={tables}>
        <Outlet />
      </TablePreferences>
    </Shell>
  );
}

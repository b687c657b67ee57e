import type { LinksFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, ScrollRestoration, useNavigate, useRouteLoaderData } from "@remix-run/react";
import { type ReactNode, useContext } from "react";
import { I18nProvider, RouterProvider } from "react-aria-components";
import { z } from "zod";
import stylesheet from "./app.css?url";
import { publicPage } from "./http/route.server.ts";
import { Nonce } from "./ui/nonce.ts";
import { PageErrorAlone } from "./ui/page-error-alone.tsx";
import { themeOfCookies } from "./ui/theme.ts";

export { PageErrorAlone as ErrorBoundary };

/** Only what the document itself needs. The parameters of the URL are the page's, so any are fine here. */
export const loader = publicPage({
  query: z.object({}),
  handler: async ({ request }) => ({ theme: themeOfCookies(request.headers.get("cookie")) }),
});

export const links: LinksFunction = () => [
  { rel: "stylesheet", href: stylesheet },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "alternate icon", href: "/favicon.ico", sizes: "32x32" },
];

export const meta = () => [{ title: "Alxderia" }];

export function Layout({ children }: { children: ReactNode }) {
  const theme = useRouteLoaderData<typeof loader>("root")?.theme ?? "system";
  const nonce = useContext(Nonce);
  return (
    <html lang="en-GB" data-theme={theme}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {/* React Aria marks the styles with it that it writes itself. */}
        <meta property="csp-nonce" nonce={nonce} suppressHydrationWarning />
        <meta name="color-scheme" content={theme === "system" ? "light dark" : theme} />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration nonce={nonce} />
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function Root() {
  const navigate = useNavigate();
  return (
    // One locale on server and browser, else texts that components make themselves would differ between the two.
    <I18nProvider locale="en-GB">
      <RouterProvider navigate={navigate}>
        <Outlet />
      </RouterProvider>
    </I18nProvider>
  );
}

import type { MetaFunction } from "@remix-run/react";
import { z } from "zod";
import { notFound } from "../http/errors.ts";
import { pageLoader } from "../http/route.server.ts";
import { ROLES } from "../model/roles.ts";
import { pageTitle } from "../ui/page-title.ts";

export { PageError as ErrorBoundary } from "../ui/page-error.tsx";

/** Every address that no other page has: 404 inside the frame, with the menu at hand. */
export const loader = pageLoader({
  allow: ROLES,
  query: z.object({}),
  handler: async ({ params: { "*": path = "" } }) => {
    throw notFound(`There is no page ${JSON.stringify(`/${path}`)}.`);
  },
});

export const meta: MetaFunction = ({ error }) => pageTitle("Not found", error);

export default function UnknownPage() {
  return null;
}

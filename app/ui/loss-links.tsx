import { Link } from "@remix-run/react";
import type { AccessLoss } from "../model/views.ts";
import { hrefs } from "./hrefs.ts";

/** Who loses something: a person with a page, or an account that is linked to nobody. */
export function Person({ holder }: { holder: AccessLoss["holder"] }) {
  if (!holder.isPerson) return <span className="wrap-anywhere">{holder.label}</span>;
  return (
    <Link to={hrefs.person(holder.id)} className="link wrap-anywhere">
      {holder.label}
    </Link>
  );
}

export function ResourceLink({ resource }: { resource: AccessLoss["resource"] }) {
  return (
    <Link to={hrefs.resource(resource.id)} className="link wrap-anywhere">
      {resource.label}
    </Link>
  );
}

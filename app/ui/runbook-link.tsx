import { Link } from "@remix-run/react";
import { hrefs } from "./hrefs.ts";

/** @param path of the runbook in the repository, as alerts and objectives name it */
export function RunbookLink({ path }: { path: string }) {
  const name = path.replace(/^docs\/runbooks\/(.*)\.md$/, "$1");
  return (
    <Link to={hrefs.runbook(name)} className="link underline">
      {name}
    </Link>
  );
}

import { Link } from "@remix-run/react";

const LINKS = [
  { path: "/ask", label: "New question" },
  { path: "/ask/history", label: "Your questions" },
  { path: "/ask/saved", label: "Saved" },
];

/** The ways between the ask pages. @param here the path of this page, which is left out */
export function AskLinks({ here }: { here: string }) {
  return LINKS.filter(({ path }) => path !== here).map(({ path, label }) => (
    <Link key={path} to={path} className="button">
      {label}
    </Link>
  ));
}

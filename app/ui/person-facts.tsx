import { Link } from "@remix-run/react";
import type { Provider } from "../model/access.ts";
import type { PersonDetail } from "../model/views.ts";
import { StatusBadge } from "./badges.tsx";
import { Facts } from "./facts.tsx";
import { hrefs } from "./hrefs.ts";
import { PROVIDER_WORDS } from "./words.ts";

const SYSTEMS = ["google_workspace", "aws_identity_center", "aws_iam", "github"] as const satisfies Provider[];

type Directory = {
  title: string | null;
  department: string | null;
  orgUnit: string | null;
  manager: { id: string | null; name: string } | null;
};

/** Who somebody is in the organisation, and the status of their accounts in each system that has people. */
export function PersonFacts({ person, directory }: { person: PersonDetail; directory: Directory }) {
  const { title, department, orgUnit, manager } = directory;
  return (
    <Facts
      facts={[
        { name: "Title", value: title },
        { name: "Department", value: department },
        { name: "Org unit", value: orgUnit },
        {
          name: "Manager",
          value:
            manager === null ? null : manager.id === null ? (
              manager.name
            ) : (
              <Link to={hrefs.person(manager.id)} className="link">
                {manager.name}
              </Link>
            ),
        },
        ...SYSTEMS.map((provider) => {
          const accounts = person.accounts.filter((account) => account.provider === provider);
          return {
            name: PROVIDER_WORDS[provider],
            value:
              accounts.length === 0 ? (
                <span className="text-ink-mute">No account known</span>
              ) : (
                <span className="flex flex-wrap gap-1">
                  {accounts.map((account) => (
                    <StatusBadge key={account.id} status={account.status} />
                  ))}
                </span>
              ),
          };
        }),
      ]}
    />
  );
}

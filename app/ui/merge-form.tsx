import { Form, useLocation } from "@remix-run/react";
import { Button } from "react-aria-components";
import { FinderField } from "./finder-field.tsx";
import { fetchPersonChoices } from "./person-choices.ts";

/** Says that another person is the same one; what that does is shown first. Folded away: it is needed seldom. */
export function MergeForm({ person }: { person: { id: string; name: string } }) {
  const { pathname } = useLocation();
  return (
    <details className="text-data">
      <summary className="w-fit rounded text-xs text-accent">Is this the same person as another one?</summary>
      <div className="panel mt-2 grid max-w-xl grid-cols-2 items-end gap-2 p-3 sm:flex">
        <Form method="get" action="/queue/decision" className="contents">
          <input type="hidden" name="kind" value="merge" />
          <input type="hidden" name="personId" value={person.id} />
          <input type="hidden" name="next" value={pathname} />
          <FinderField
            name="person"
            label={`Merge into ${person.name}`}
            placeholder="E-mail address or name of the other"
            defaultValue=""
            ask={fetchPersonChoices}
          />
          <Button type="submit" className="button col-span-2">
            Show effect
          </Button>
        </Form>
      </div>
    </details>
  );
}

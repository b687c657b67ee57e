import { Form } from "@remix-run/react";
import { Button } from "react-aria-components";
import { FinderField } from "./finder-field.tsx";
import { hrefs } from "./hrefs.ts";
import { fetchPersonChoices } from "./person-choices.ts";

/** Asks whom somebody is to be compared with. */
export function CompareForm({ person, other }: { person: { id: string; name: string }; other: string }) {
  return (
    <Form
      key={other}
      method="get"
      action={hrefs.compare(person.id)}
      role="search"
      aria-label={`Compare ${person.name} with somebody`}
      className="panel grid grid-cols-2 items-end gap-x-2 gap-y-2.5 p-3 sm:flex sm:flex-wrap"
    >
      <FinderField
        name="other"
        label={`Compare ${person.name} with`}
        placeholder="E-mail address or name"
        defaultValue={other}
        ask={fetchPersonChoices}
      />
      <Button type="submit" className="button col-span-2" data-tone="primary">
        Compare
      </Button>
    </Form>
  );
}

import { Button } from "react-aria-components";
import { DecisionForm } from "./decision-forms.tsx";
import { FinderField } from "./finder-field.tsx";
import { fetchPersonChoices } from "./person-choices.ts";

/** Says that another person is the same one. Folded away: it is needed seldom. */
export function MergeForm({ person }: { person: { id: string; name: string } }) {
  return (
    <details className="text-data">
      <summary className="w-fit rounded text-xs text-accent">Is this the same person as another one?</summary>
      <div className="panel mt-2 grid max-w-xl grid-cols-2 items-end gap-2 p-3 sm:flex">
        <DecisionForm fields={{ kind: "merge", personId: person.id }}>
          <FinderField
            name="person"
            label={`Merge into ${person.name}`}
            placeholder="E-mail address or name of the other"
            defaultValue=""
            ask={fetchPersonChoices}
          />
          <Button type="submit" className="button col-span-2">
            Merge
          </Button>
        </DecisionForm>
      </div>
    </details>
  );
}

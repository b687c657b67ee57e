import { Form } from "@remix-run/react";
import { Button } from "react-aria-components";
import { fetchResources } from "./find-entries.ts";
import type { Choice } from "./finder-choice.ts";
import { FinderField } from "./finder-field.tsx";
import { MomentField } from "./moment-field.tsx";
import { fetchPersonChoices } from "./person-choices.ts";
import { RESOURCE_TYPE_WORDS } from "./words.ts";

async function askResources(search: string, signal: AbortSignal): Promise<Choice[]> {
  const resources = await fetchResources(search, signal);
  return resources.map((resource) => ({
    id: resource.nativeId,
    label: resource.name ?? resource.nativeId,
    note: `${RESOURCE_TYPE_WORDS[resource.type].one} ${resource.nativeId}`,
  }));
}

type Asked = { person: string | undefined; resource: string | undefined; asOf: string | undefined };

/** Asks for a person by e-mail and a resource by its provider's id, now or as of a moment. */
export function ExplainForm({ person, resource, asOf }: Asked) {
  return (
    <Form
      key={`${person} ${resource} ${asOf}`}
      method="get"
      action="/explain"
      role="search"
      aria-label="Explain access"
      className="panel grid grid-cols-2 items-end gap-x-2 gap-y-2.5 p-3 sm:flex sm:flex-wrap"
    >
      <FinderField
        name="person"
        label="Person"
        placeholder="E-mail address or name"
        defaultValue={person ?? ""}
        ask={fetchPersonChoices}
      />
      <FinderField
        name="resource"
        label="Resource"
        placeholder="Id, such as billing-prod or northwind/web"
        defaultValue={resource ?? ""}
        ask={askResources}
      />
      <MomentField name="as-of" label="As of" value={asOf} />
      <Button type="submit" className="button col-span-2" data-tone="primary">
        Explain
      </Button>
    </Form>
  );
}

import { Form, useNavigation } from "@remix-run/react";
import { Button, Label, Radio, RadioGroup } from "react-aria-components";
import { ROLES } from "../model/roles.ts";
import { ROLE_WORDS } from "./roles.ts";

type Props = { tenants: readonly string[]; defaultTenant: string; next: string };

/** Whoever sits at the machine chooses a role, and an organisation where there are several. */
export function LocalSignIn({ tenants, defaultTenant, next }: Props) {
  const busy = useNavigation().state !== "idle";
  return (
    <Form method="post" action="/sign-in" className="panel flex flex-col gap-4 p-4">
      <input type="hidden" name="next" value={next} />
      <RadioGroup name="role" defaultValue="analyst" isRequired className="flex flex-col gap-1">
        <Label className="mb-1 text-xs text-ink-soft">Role</Label>
        {ROLES.map((role) => (
          <Radio
            key={role}
            value={role}
            className="group flex cursor-pointer items-center gap-3 rounded-md border border-line px-3 py-2 hover:bg-raised data-focus-visible:outline-2 data-focus-visible:outline-offset-1 data-focus-visible:outline-accent data-selected:border-accent data-selected:bg-accent-soft has-checked:border-accent has-checked:bg-accent-soft"
          >
            <span className="flex size-4 shrink-0 items-center justify-center rounded-full border border-line-strong group-has-checked:border-accent">
              <span className="hidden size-2 rounded-full bg-accent group-has-checked:block" />
            </span>
            <span>
              <span className="block text-data font-medium">{ROLE_WORDS[role].label}</span>
              <span className="block text-xs text-ink-soft">{ROLE_WORDS[role].meaning}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {tenants.length > 1 ? (
        <label className="block">
          <span className="mb-1 block text-xs text-ink-soft">Organisation</span>
          <select name="tenant" defaultValue={defaultTenant} className="field">
            {tenants.map((slug) => (
              <option key={slug} value={slug}>
                {slug}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <Button type="submit" isDisabled={busy} className="button min-h-9" data-tone="primary">
        Sign in
      </Button>
    </Form>
  );
}

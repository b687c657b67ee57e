import { Form, useLocation, useNavigation } from "@remix-run/react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";

/** A form that posts one decision and comes back to this page. The names are those that the route /decisions reads. */
function DecisionForm(props: {
  fields: Record<string, string>;
  /** Where to come back to, when it is not this page. */
  next?: string | undefined;
  children: ReactNode;
}) {
  const { fields, children } = props;
  const location = useLocation();
  return (
    <Form method="post" action="/decisions" preventScrollReset className="contents">
      <input type="hidden" name="next" value={props.next ?? `${location.pathname}${location.search}`} />
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </Form>
  );
}

/** One decision as one button, off while any decision is on its way. */
export function DecisionButton(props: {
  fields: Record<string, string>;
  label: string;
  /** The whole decision in words, since several buttons on a page read the same. */
  meaning: string;
  tone?: "primary";
  next?: string | undefined;
  /** By what the keys of a page find the button. */
  act?: "accept" | "reject" | "undo";
  autoFocus?: boolean;
}) {
  const busy = useNavigation().formAction === "/decisions";
  return (
    <DecisionForm fields={props.fields} next={props.next}>
      <Button
        type="submit"
        isDisabled={busy}
        aria-label={props.meaning}
        className="button"
        data-tone={props.tone}
        data-act={props.act}
        autoFocus={props.autoFocus ?? false}
      >
        {props.label}
      </Button>
    </DecisionForm>
  );
}

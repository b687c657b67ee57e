import { Form, useNavigation } from "@remix-run/react";
import { useId } from "react";
import { Button } from "react-aria-components";

/** Whether an answer was right, with a note; only for whoever asked. */
export function FeedbackForm({ given }: { given: "right" | "wrong" | null }) {
  const id = useId();
  const busy = useNavigation().state === "submitting";
  return (
    <Form method="post" preventScrollReset className="panel flex flex-wrap items-end gap-2 p-3">
      <input type="hidden" name="act" value="judge" />
      <div className="min-w-0 grow basis-full sm:basis-48">
        <label htmlFor={id} className="mb-1 block text-xs text-ink-soft">
          Was this right? A note helps, and is seen by whoever runs this product
        </label>
        <input
          id={id}
          name="note"
          maxLength={1000}
          autoComplete="off"
          className="field"
          placeholder="Note (optional)"
        />
      </div>
      <Button type="submit" name="feedback" value="right" isDisabled={busy} className="button">
        Right
      </Button>
      <Button type="submit" name="feedback" value="wrong" isDisabled={busy} className="button">
        Wrong
      </Button>
      {given === null ? null : (
        <p role="status" className="basis-full text-xs text-ink-soft">
          Thank you: noted as {given}.
        </p>
      )}
    </Form>
  );
}

/** Keeps a question under a name, to be asked again after each ingest. */
export function SaveForm({ name }: { name: string }) {
  const id = useId();
  const busy = useNavigation().state === "submitting";
  return (
    <Form method="post" className="panel flex flex-wrap items-end gap-2 p-3">
      <input type="hidden" name="act" value="save" />
      <div className="min-w-0 grow basis-48">
        <label htmlFor={id} className="mb-1 block text-xs text-ink-soft">
          Save under a name: it is asked again after each ingest, and tells what changed
        </label>
        <input
          id={id}
          name="name"
          required
          maxLength={200}
          autoComplete="off"
          defaultValue={name.slice(0, 200)}
          className="field"
        />
      </div>
      <Button type="submit" isDisabled={busy} className="button">
        Save
      </Button>
    </Form>
  );
}

import { useNavigate } from "@remix-run/react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { UploadForm as FormKind } from "../model/uploads.ts";
import { type Sending, sendUpload } from "./send-upload.ts";
import { sizeWords, UPLOAD_REFUSAL_WORDS } from "./words.ts";

type State = { share: number } | { error: string } | null;

const FIELDS: Record<FormKind, { label: string; hint: string; input: object; button: string }> = {
  archive: {
    label: "An archive",
    hint: ".zip or .tar.gz of the folder",
    input: { accept: ".zip,.gz,.tgz,application/zip,application/gzip" },
    button: "Compare archive",
  },
  folder: {
    label: "A folder",
    hint: "the folder that holds aws, gcp, google-workspace or github",
    // React knows no such attribute of a file field, and passes it on.
    input: { webkitdirectory: "", multiple: true },
    button: "Compare folder",
  },
};

/** The two ways to send a bundle. Nothing is changed by it: what it would change is shown first. */
export function UploadForms({ mostBytes, refused }: { mostBytes: number; refused: string | null }) {
  return (
    <div className="panel flex flex-col gap-3 p-3">
      <p className="text-data text-ink-soft">
        Send an export bundle of up to {sizeWords(mostBytes)}. It is compared with what is stored, and nothing changes
        until you say so.
      </p>
      {refused === null ? null : (
        <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-data text-bad">
          {refused}
        </p>
      )}
      <div className="grid gap-4 lg:grid-cols-2">
        <UploadForm kind="archive" mostBytes={mostBytes} />
        <UploadForm kind="folder" mostBytes={mostBytes} />
      </div>
    </div>
  );
}

function UploadForm({ kind, mostBytes }: { kind: FormKind; mostBytes: number }) {
  const { label, hint, input, button } = FIELDS[kind];
  const id = useId();
  const navigate = useNavigate();
  const sending = useRef<Sending | null>(null);
  const [state, setState] = useState<State>(null);

  useEffect(() => () => sending.current?.stop(), []);

  async function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const field = form.elements.namedItem(kind) as HTMLInputElement;
    const bytes = [...(field.files ?? [])].reduce((sum, file) => sum + file.size, 0);
    if (bytes > mostBytes) return setState({ error: UPLOAD_REFUSAL_WORDS["too-large"] });
    setState({ share: 0 });
    const started = sendUpload(form, (share) => setState({ share }));
    sending.current = started;
    const answer = await started.done;
    sending.current = null;
    if ("location" in answer) return navigate(answer.location);
    setState({ error: "refused" in answer ? UPLOAD_REFUSAL_WORDS[answer.refused] : answer.failed });
  }

  const busy = state !== null && "share" in state;
  return (
    <form
      method="post"
      action="/sources/uploads"
      encType="multipart/form-data"
      onSubmit={onSubmit}
      className="flex min-w-0 flex-col gap-2"
    >
      <label htmlFor={id} className="text-data">
        <span className="font-medium">{label}</span> <span className="text-xs text-ink-mute">{hint}</span>
      </label>
      <div className="flex flex-wrap gap-2">
        <input
          id={id}
          type="file"
          name={kind}
          required
          {...input}
          className="field min-w-0 grow basis-48 py-1! file:mr-2 file:rounded file:border-0 file:bg-raised file:px-2 file:py-0.5 file:text-ink"
        />
        <Button type="submit" isDisabled={busy} className="button max-sm:w-full" data-tone="primary">
          {button}
        </Button>
      </div>
      {busy ? (
        <div className="flex items-center gap-2 text-xs text-ink-soft">
          <progress
            aria-label={`Sending ${label.toLowerCase()}`}
            value={state.share}
            max={1}
            className="h-2 min-w-0 grow accent-accent"
          />
          <span className="tabular-nums">{Math.round(state.share * 100)} %</span>
          <Button onPress={() => sending.current?.stop()} className="button">
            Stop
          </Button>
        </div>
      ) : null}
      {state !== null && "error" in state ? (
        <p role="alert" className="text-xs text-bad">
          {state.error}
        </p>
      ) : null}
    </form>
  );
}

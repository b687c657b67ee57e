import { Link } from "@remix-run/react";
import type { Upload } from "../model/uploads.ts";
import { Tag } from "./badges.tsx";
import { hrefs } from "./hrefs.ts";
import { Time } from "./time.tsx";

/** Where an upload stands, in a word. */
export function UploadStateTag({ upload: { state, stalled } }: { upload: Pick<Upload, "state" | "stalled"> }) {
  if (stalled) return <Tag tone="bad">Interrupted</Tag>;
  switch (state) {
    case "comparing":
      return <Tag>Being compared</Tag>;
    case "compared":
      return <Tag tone="write">Waits for you</Tag>;
    case "applying":
      return <Tag>Being applied</Tag>;
    case "applied":
      return <Tag tone="good">Applied</Tag>;
    case "failed":
      return <Tag tone="bad">Failed</Tag>;
    case "discarded":
      return <Tag>Discarded</Tag>;
  }
}

/** Uploads that wait for a decision or are worked on. */
export function OpenUploads({ uploads }: { uploads: Upload[] }) {
  return (
    <ul className="panel divide-y divide-line" aria-label="Uploads under way">
      {uploads.map((upload) => (
        <li key={upload.id} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2 text-data">
          <Link to={hrefs.upload(upload.id)} className="link font-medium wrap-anywhere">
            {upload.name}
          </Link>
          <UploadStateTag upload={upload} />
          <span className="text-xs text-ink-mute">
            sent by {upload.uploadedBy} <Time iso={upload.uploadedAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}

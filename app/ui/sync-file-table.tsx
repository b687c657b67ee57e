import type { SyncFile } from "../model/sync-runs.ts";
import { DataTable } from "./data-table.tsx";
import { FileErrors } from "./file-faults.tsx";
import { SomeCount } from "./run-table.tsx";

/** What each file of a run held: read = stored + unchanged + rejected, and why records were rejected. */
export function SyncFileTable({ files }: { files: SyncFile[] }) {
  return (
    <DataTable
      caption="Files of the run"
      rows={files}
      rowKey={(file) => file.path}
      columns={[
        {
          label: "File",
          className: "sm:min-w-72 xl:min-w-md",
          cell: (file) => <span className="wrap-anywhere">{file.path}</span>,
        },
        { label: "Read", align: "end", cell: (file) => <SomeCount count={file.read} /> },
        { label: "Stored", align: "end", cell: (file) => <SomeCount count={file.stored} /> },
        { label: "Unchanged", align: "end", cell: (file) => <SomeCount count={file.unchanged} /> },
        { label: "Rejected", align: "end", cell: (file) => <SomeCount count={file.rejected} tone="bad" /> },
        {
          label: "Why",
          className: "w-full sm:min-w-56",
          cell: (file) =>
            file.errors.length === 0 ? null : (
              <FileErrors errors={file.errors} more={Math.max(0, file.rejected - file.errors.length)} />
            ),
        },
      ]}
    />
  );
}

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
import type { UploadForm, UploadRefusal } from "../model/uploads.ts";
import type { IncomingRequest } from "./context.ts";

/** `path` is the archive or the folder on our disk; `name` is what the sender calls it. */
export type Received = { path: string; name: string; form: UploadForm; files: number; bytes: number };

const MOST_FILES = 200_000;
/** Files of a folder are small and arrive faster than the disk makes them. */
const MOST_WAITING = 32;

/**
 * Writes a form with a bundle to disk while it arrives: the field `archive` holds one file, `folder` the files of a
 * folder, each named by its path. Too much is read to its end all the same: a browser shows no answer before it has sent.
 * @param folder empty; holds everything afterwards, also when it is refused
 * @throws whatever the disk says, and the connection's error when the sender leaves
 */
export async function receiveBundle(
  request: Pick<IncomingRequest, "body" | "headers">,
  folder: string,
  most: { bytes: number },
): Promise<Received | UploadRefusal> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\b/i.test(type) || request.body === null) return "no-file";
  let parser: busboy.Busboy;
  try {
    parser = busboy({
      headers: { "content-type": type },
      preservePath: true,
      defParamCharset: "utf8",
      limits: { files: MOST_FILES, fields: 10, fieldSize: 1_000 },
    });
  } catch {
    return "broken";
  }
  const files = createFileWriter(folder);
  let refusal: UploadRefusal | null = null;
  let isParsed = false;
  parser.on("file", (field, stream, { filename }) => files.write(field, stream, filename));
  parser.on("filesLimit", () => {
    refusal ??= "too-many-files";
  });
  parser.on("error", () => {
    refusal ??= "broken";
  });
  parser.on("close", () => {
    isParsed = true;
  });
  let bytes = 0;
  try {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.byteLength;
      if (bytes > most.bytes) refusal ??= "too-large";
      if (bytes > 2 * most.bytes) break;
      refusal ??= files.refusal();
      if (refusal !== null || isParsed) continue;
      if (!parser.write(chunk)) await Promise.race([once(parser, "drain"), once(parser, "close")]).catch(() => {});
      await files.settled(MOST_WAITING);
    }
    if (refusal === null && !isParsed) {
      parser.end();
      await once(parser, "close").catch(() => {});
    }
    if (refusal !== null) files.abandon();
  } catch (error) {
    files.abandon();
    throw error;
  } finally {
    parser.destroy();
    await files.settled(0);
  }
  refusal ??= files.refusal();
  return refusal ?? files.received() ?? "no-file";
}

/** Puts the files of one form where their names say, below `folder` and nowhere else. */
function createFileWriter(folder: string) {
  const waiting = new Set<Promise<void>>();
  const forms = new Set<UploadForm>();
  const made = new Map<string, Promise<unknown>>();
  let refused: UploadRefusal | null = null;
  let failure: unknown = null;
  let isAbandoned = false;
  let name = "";
  let count = 0;
  let bytes = 0;

  const makeFolder = (target: string) => {
    const known = made.get(target) ?? mkdir(target, { recursive: true, mode: 0o700 });
    made.set(target, known);
    return known;
  };

  async function store(target: string, stream: Readable): Promise<void> {
    await makeFolder(path.dirname(target));
    const file = createWriteStream(target, { flags: "wx", mode: 0o600 });
    await pipeline(stream, file);
    bytes += file.bytesWritten;
  }

  return {
    write(field: string, stream: Readable, filename: string | undefined): void {
      const segments = (filename ?? "").split("/");
      // What breaks off is told by the parser as well, which is listened to.
      stream.on("error", () => {});
      const isFile = (field === "archive" || field === "folder") && (filename ?? "") !== "";
      if (!isFile) return void stream.resume();
      const form: UploadForm = field;
      forms.add(form);
      count += 1;
      // An archive keeps no name: it is told apart by its content.
      const target = form === "archive" ? ["archive"] : segments;
      if (form === "archive" && count > 1) refused ??= "two-kinds";
      if (!target.every(isSegment)) refused ??= "bad-path";
      if (refused !== null || forms.size > 1) return void stream.resume();
      name ||= form === "archive" ? (segments.at(-1) ?? "") : (segments[0] ?? "");
      const storing = store(path.join(folder, form, ...target), stream)
        .catch((error: NodeJS.ErrnoException) => {
          stream.resume();
          if (error.code === "EEXIST") refused ??= "twice";
          else if (error.code === "ENAMETOOLONG" || error.code === "ENOTDIR") refused ??= "bad-path";
          else if (!isAbandoned) failure ??= error;
        })
        .finally(() => waiting.delete(storing));
      waiting.add(storing);
    },
    /** Nothing of it is kept, so what fails from now on is nobody's business. */
    abandon(): void {
      isAbandoned = true;
    },
    refusal: (): UploadRefusal | null => refused ?? (forms.size > 1 ? "two-kinds" : null),
    async settled(most: number): Promise<void> {
      while (waiting.size > most) await Promise.race(waiting);
      if (failure !== null && !isAbandoned) throw failure;
    },
    received(): Received | null {
      const [form] = forms;
      if (form === undefined) return null;
      const at = form === "archive" ? path.join(folder, form, "archive") : path.join(folder, form);
      return { path: at, name, form, files: count, bytes };
    },
  };
}

/** Names are data, but a folder that a browser read has no others. */
function isSegment(segment: string): boolean {
  return segment !== "" && segment !== "." && segment !== ".." && !segment.includes("\u0000");
}

import { randomUUID } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { receiveBundle } from "./receive-bundle.server.ts";

let parent: string;
let folder: string;

beforeEach(async () => {
  parent = await mkdtemp(path.join(tmpdir(), "alxderia-receive-"));
  folder = parent;
});
afterEach(() => rm(parent, { recursive: true }));

type Sent = { field: "archive" | "folder" | "note"; name: string; content: string };

function receive(files: Sent[], bytes = 1_000_000) {
  folder = path.join(parent, randomUUID());
  const form = new FormData();
  for (const { field, name, content } of files) form.append(field, new File([content], name));
  return receiveBundle(new Request("http://localhost/", { method: "POST", body: form }), folder, { bytes });
}

test("the files of a folder lie as their paths say, whatever their names hold", async () => {
  const names = ["x/aws/a.json", "x/github/acme;v=2/org.json", 'x/github/"ü" 日本/org.json', "x/gcp/..projects..json"];
  const received = await receive(names.map((name) => ({ field: "folder", name, content: name })));
  expect(received).toEqual({
    path: path.join(folder, "folder"),
    name: "x",
    form: "folder",
    files: 4,
    bytes: names.reduce((sum, name) => sum + Buffer.byteLength(name), 0),
  });
  // A browser writes a quote in a file's name as %22 (HTML, "multipart/form-data encoding algorithm").
  const stored = names.map((name) => name.replaceAll('"', "%22"));
  for (const [at, name] of stored.entries()) {
    expect(await readFile(path.join(folder, "folder", name), "utf8")).toBe(names[at]);
  }
});

test("an archive keeps its name as data only", async () => {
  expect(await receive([{ field: "archive", name: "../../etc/exports of June.zip", content: "PK" }])).toMatchObject({
    path: path.join(folder, "archive", "archive"),
    name: "exports of June.zip",
    form: "archive",
    files: 1,
    bytes: 2,
  });
});

test.each(["../out.json", "x/../../out.json", "/out.json", "x//out.json", "x/./out.json", `x/${"n".repeat(300)}.json`])(
  "a path that leads elsewhere, or cannot be, is refused (%#)",
  async (name) => {
    expect(await receive([{ field: "folder", name, content: "x" }])).toBe("bad-path");
    expect(await readdir(parent)).not.toContain("out.json");
  },
);

test("more bytes than allowed are read to their end and refused", async () => {
  const files: Sent[] = [{ field: "archive", name: "a.zip", content: "x".repeat(150_000) }];
  expect(await receive(files, 100_000)).toBe("too-large");
  expect(await receive(files, 200_000)).toMatchObject({ bytes: 150_000 });
});

test("one archive or one folder: nothing, two of them, or the same path twice is refused", async () => {
  const file = (field: Sent["field"], name: string): Sent => ({ field, name, content: "x" });
  expect(await receive([])).toBe("no-file");
  expect(await receive([file("note", "x")])).toBe("no-file");
  expect(await receive([file("archive", "a.zip"), file("archive", "b.zip")])).toBe("two-kinds");
  expect(await receive([file("folder", "x/a.json"), file("archive", "b.zip")])).toBe("two-kinds");
  expect(await receive([file("folder", "x/a.json"), file("folder", "x/a.json")])).toBe("twice");
});

test("a form that breaks off, or is none, is refused", async () => {
  const post = (body: string, type: string) =>
    receiveBundle(
      new Request("http://localhost/", { method: "POST", body, headers: { "content-type": type } }),
      folder,
      { bytes: 1_000 },
    );
  const head = '--b\r\ncontent-disposition: form-data; name="archive"; filename="a.zip"\r\n\r\nPK';
  expect(await post(head, "multipart/form-data; boundary=b")).toBe("broken");
  expect(await post(head, "multipart/form-data")).toBe("broken");
  expect(await post("a=1", "application/x-www-form-urlencoded")).toBe("no-file");
});

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { crc32, createGzip, gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BundleError } from "./bundle-error.ts";
import { type Bundle, withBundle } from "./open-bundle.server.ts";

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "open-bundle-test-"));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

type TarEntry = { name: string; content?: string; type?: "directory" | "symlink" | "link" | "fifo"; linkname?: string };

async function writeTar(name: string, entries: TarEntry[]): Promise<string> {
  const archive = pack();
  for (const { content = "", ...header } of entries) {
    archive.entry(header, content);
  }
  archive.finalize();
  const path = join(home, name);
  const zipped = createGzip();
  (async () => {
    for await (const chunk of archive as AsyncIterable<Buffer>) {
      zipped.write(chunk);
    }
    zipped.end();
  })();
  await writeFile(path, zipped);
  return path;
}

/** Writes a zip with stored entries by hand, since zip programs refuse hostile names. */
async function writeZip(name: string, entries: { name: string; content?: string; flags?: number; mode?: number }[]) {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name: entryName, content = "", flags = 0x800, mode = 0o100644 } of entries) {
    const rawName = Buffer.from(entryName);
    // An encrypted entry starts with 12 bytes of its own.
    const data = Buffer.concat([Buffer.alloc(flags & 1 ? 12 : 0), Buffer.from(content)]);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(flags, 2);
    shared.writeUInt32LE(crc32(data), 10);
    shared.writeUInt32LE(data.length, 14);
    shared.writeUInt32LE(Buffer.byteLength(content), 18);
    shared.writeUInt16LE(rawName.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), shared, rawName, data]);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03"), shared, tail, rawName]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  const path = join(home, name);
  await writeFile(path, Buffer.concat([...locals, directory, end]));
  return path;
}

async function writeFolder(name: string, files: Record<string, string>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(home, name, path)), { recursive: true });
    await writeFile(join(home, name, path), content);
  }
  return join(home, name);
}

async function summarise(bundle: Bundle) {
  const contents: Record<string, string> = {};
  for (const path of bundle.paths) {
    contents[path] = await text(await bundle.open(path));
  }
  const ignored = bundle.ignored.map(({ path }) => path);
  return { name: bundle.name, paths: bundle.paths, contents, directories: [...bundle.directories], ignored };
}

const FILES = { "gcp/projects.json": "[1]", "gcp/é.json": "[2]", "gcp/Z.json": "[3]" };
const EXPECTED = {
  paths: ["gcp/Z.json", "gcp/projects.json", "gcp/é.json"],
  contents: FILES,
  directories: ["gcp", "github", "github/acme"],
  ignored: [],
};

describe("a folder, a tar.gz and a zip of it are the same bundle", () => {
  for (const top of ["", "./", "export/", "./export/"]) {
    test(`with names that start with "${top}"`, async () => {
      const folder = await writeFolder(
        "folder",
        Object.fromEntries(Object.entries(FILES).map(([path, content]) => [top + path, content])),
      );
      await mkdir(join(folder, top, "github/acme"), { recursive: true });
      const entries = [
        ...Object.entries(FILES).map(([path, content]) => ({ name: top + path, content })),
        { name: `${top}github/acme/` },
      ];
      const tar = await writeTar(
        "x.tgz",
        entries.map((entry) => (entry.name.endsWith("/") ? { ...entry, type: "directory" as const } : entry)),
      );
      const zip = await writeZip("x.zip", entries);
      expect(await withBundle(folder, summarise)).toEqual({ name: "folder", ...EXPECTED });
      expect(await withBundle(tar, summarise)).toEqual({ name: "x.tgz", ...EXPECTED });
      expect(await withBundle(zip, summarise)).toEqual({ name: "x.zip", ...EXPECTED });
    });
  }

  test("when packed by the usual programs, deflated", async () => {
    const folder = await writeFolder("folder", { ...FILES, "github/acme/repos.json": "x".repeat(100_000) });
    execFileSync("tar", ["-czf", join(home, "a.tar.gz"), "-C", home, "folder"]);
    const expected = { ...(await withBundle(folder, summarise)), name: "a.tar.gz" };
    expect(await withBundle(join(home, "a.tar.gz"), summarise)).toEqual(expected);
  });
});

describe("names are data", () => {
  const hostile = ["../evil.json", "gcp/../../evil.json", "/etc/evil.json", "C:/evil.json"];
  const odd = ["gcp/a\nb.json", "gcp/'; drop table x.json", "gcp/=1+1.json", "gcp/a\\..\\b.json", "gcp/\u202e.json"];
  const names = [...hostile, ...odd];

  test("in a tar.gz: what leaves the root is ignored and reported, the rest is spooled under numbers", async () => {
    vi.stubEnv("TMPDIR", home);
    const tar = await writeTar(
      "x.tar.gz",
      names.map((name) => ({ name, content: name })),
    );
    await withBundle(tar, async (bundle) => {
      const { paths, contents, ignored } = await summarise(bundle);
      expect(new Set(paths)).toEqual(new Set(odd));
      expect(contents).toEqual(Object.fromEntries(odd.map((name) => [name, name])));
      expect(ignored).toEqual([...hostile].sort());
      const spool = (await readdir(home)).find((name) => name.startsWith("alxderia-bundle-")) as string;
      expect((await readdir(join(home, spool))).sort()).toEqual(["1", "2", "3", "4", "5"]);
    });
    expect(await readdir(home)).toEqual(["x.tar.gz"]);
  });

  test("in a zip: the same, and backslashes alone are separators", async () => {
    const zip = await writeZip(
      "x.zip",
      [...names, "github\\acme\\org.json", "..\\evil"].map((name) => ({ name, content: name })),
    );
    const { paths, ignored } = await withBundle(zip, summarise);
    expect(new Set(paths)).toEqual(new Set([...odd, "github/acme/org.json"]));
    expect(new Set(ignored)).toEqual(new Set([...hostile, "../evil"]));
  });

  test("in a folder: names that are not UTF-8 can be read", async () => {
    await writeFolder("folder", FILES);
    await writeFile(Buffer.concat([Buffer.from(join(home, "folder/gcp/")), Buffer.from([0xff])]), "odd");
    const { contents } = await withBundle(join(home, "folder"), summarise);
    expect(contents["gcp/\uFFFD"]).toBe("odd");
  });

  test("a path that is not the bundle's opens nothing", async () => {
    const folder = await writeFolder("folder", FILES);
    await expect(withBundle(folder, (bundle) => bundle.open("../folder/gcp/Z.json"))).rejects.toThrow(/has no file/);
  });
});

describe("links", () => {
  test("to a file of the folder are read; those that leave it, to folders and to nothing are ignored", async () => {
    const folder = await writeFolder("folder", FILES);
    await writeFile(join(home, "secret"), "secret");
    await symlink("projects.json", join(folder, "gcp/inside.json"));
    await symlink("../../secret", join(folder, "gcp/outside.json"));
    await symlink("..", join(folder, "gcp/loop"));
    await symlink("nothing", join(folder, "gcp/nothing"));
    const { contents, ignored } = await withBundle(folder, summarise);
    expect(contents).toEqual({ ...FILES, "gcp/inside.json": "[1]" });
    expect(ignored).toEqual(["gcp/loop", "gcp/nothing", "gcp/outside.json"]);
  });

  test("in archives stand for a file of the archive or are ignored", async () => {
    const tar = await writeTar("x.tgz", [
      { name: "gcp/a", content: "a" },
      { name: "gcp/soft", type: "symlink", linkname: "../gcp/a" },
      { name: "gcp/hard", type: "link", linkname: "gcp/a" },
      { name: "gcp/out", type: "symlink", linkname: "../../etc/passwd" },
      { name: "gcp/pipe", type: "fifo" },
    ]);
    const { contents, ignored } = await withBundle(tar, summarise);
    expect(contents).toEqual({ "gcp/a": "a", "gcp/soft": "a", "gcp/hard": "a" });
    expect(ignored).toEqual(["gcp/out", "gcp/pipe"]);
    const zip = await writeZip("x.zip", [{ name: "gcp/a" }, { name: "gcp/l", content: "/etc/passwd", mode: 0o120777 }]);
    expect(await withBundle(zip, summarise)).toMatchObject({ paths: ["gcp/a"], ignored: ["gcp/l"] });
  });
});

test("an entry given twice counts once, the last one; what lies beside the bundle and macOS metadata is ignored", async () => {
  const tar = await writeTar("x.tgz", [
    { name: "export/gcp/a", content: "1" },
    { name: "export/gcp/._a", content: "macOS" },
    { name: "__MACOSX/export/gcp/a", content: "macOS" },
    { name: "export/gcp/a", content: "2" },
  ]);
  const { contents, ignored } = await withBundle(tar, summarise);
  expect(contents).toEqual({ "gcp/a": "2" });
  expect(ignored).toEqual(["__MACOSX/export/gcp/a", "gcp/._a", "gcp/a"]);
});

describe("what is no bundle is refused in words", () => {
  const refuse = async (path: string, words: RegExp) => {
    const refusal = withBundle(path, async () => undefined);
    await expect(refusal).rejects.toThrow(BundleError);
    await expect(refusal).rejects.toThrow(words);
  };

  test("a path that is not there, another kind of file, an empty folder, other folders, two bundles", async () => {
    await refuse(join(home, "none"), /does not exist\. A bundle is a folder, \.tar\.gz or \.zip that holds aws\//);
    await refuse(join(await writeFolder("file", { x: "[]" }), "x"), /neither a folder nor a \.tar\.gz or \.zip/);
    await mkdir(join(home, "empty"));
    await refuse(join(home, "empty"), /found nothing, it is empty/);
    await refuse(
      await writeFolder("other", { "azure/users.json": "", "b.txt": "" }),
      /found "azure", "b\.txt"\. A bundle/,
    );
    await refuse(await writeFolder("two", { "a/gcp/x": "", "b/gcp/x": "" }), /found "a", "b"/);
    await refuse(await writeTar("empty.tgz", []), /it is empty/);
  });

  test("broken and encrypted archives, and nothing stays on the disk", async () => {
    vi.stubEnv("TMPDIR", home);
    const tar = await writeTar("x.tgz", [{ name: "gcp/a", content: "abc".repeat(5000) }]);
    await writeFile(tar, (await readFile(tar)).subarray(0, 60));
    await refuse(tar, /x\.tgz is not a whole \.tar\.gz archive/);
    await writeFile(tar, gzipSync("x".repeat(2000)));
    await refuse(tar, /is not a whole \.tar\.gz archive/);
    const zip = await writeZip("x.zip", [{ name: "gcp/a", content: "abc" }]);
    const bytes = await readFile(zip);
    await writeFile(zip, bytes.subarray(0, 50));
    await refuse(zip, /x\.zip is not a whole \.zip archive/);
    await refuse(
      await writeZip("secret.zip", [{ name: "gcp/a", flags: 1 }]),
      /encrypted \(gcp\/a\).*without a password/,
    );
    bytes[bytes.indexOf("abc")] = 0x7a;
    await writeFile(zip, bytes);
    await expect(withBundle(zip, summarise)).rejects.toThrow(
      /gcp\/a, is not a whole \.zip archive \(its checksum is wrong\)/,
    );
    expect((await readdir(home)).sort()).toEqual(["secret.zip", "x.tgz", "x.zip"]);
  });

  test("an error of the callback comes through, and what was unpacked is removed", async () => {
    vi.stubEnv("TMPDIR", home);
    const tar = await writeTar("x.tgz", [{ name: "manifest.json", content: "{}" }]);
    const failing = withBundle(tar, async () => {
      throw new RangeError("callback");
    });
    await expect(failing).rejects.toThrow(RangeError);
    expect(await readdir(home)).toEqual(["x.tgz"]);
    expect(existsSync(tar)).toBe(true);
  });
});

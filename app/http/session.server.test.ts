import { expect, test } from "vitest";
import type { Oidc } from "../oidc/oidc.server.ts";
import { HttpError } from "./errors.ts";
import { ownPath, refuseForeignHost, refuseForeignOrigin } from "./session.server.ts";

const request = (headers: Record<string, string>, method = "GET") =>
  new Request("http://localhost:3000/api/access", { method, headers });

const local = { oidc: null };
const behindProxy = { oidc: { publicUrl: "https://alxderia.example" } as Oidc };

test("without a sign-in only names of this machine may be asked for", () => {
  for (const host of ["localhost:3000", "127.0.0.1", "127.1.2.3:80", "[::1]:3000", "LOCALHOST"]) {
    expect(() => refuseForeignHost(local, request({ host })), host).not.toThrow();
  }
  for (const host of ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0:3000"]) {
    expect(() => refuseForeignHost(local, request({ host })), host).toThrow(HttpError);
    expect(() => refuseForeignHost(behindProxy, request({ host })), host).not.toThrow();
  }
});

test("a change comes from our own pages, or from a client that holds no cookie", () => {
  const host = "localhost:3000";
  const post = (headers: Record<string, string>) => () =>
    refuseForeignOrigin(local, request({ host, ...headers }, "POST"));
  expect(post({ "sec-fetch-site": "same-origin" })).not.toThrow();
  expect(post({ origin: "http://localhost:3000" })).not.toThrow();
  expect(post({})).not.toThrow();
  expect(post({ "sec-fetch-site": "cross-site" })).toThrow(HttpError);
  expect(post({ "sec-fetch-site": "same-site" })).toThrow(HttpError);
  expect(post({ origin: "http://localhost:4000" })).toThrow(HttpError);
  expect(post({ origin: "null" })).toThrow(HttpError);
  expect(post({ cookie: "session=1" })).toThrow(HttpError);
  expect(() => refuseForeignOrigin(local, request({ host, origin: "https://evil.example" }))).not.toThrow();
});

test("behind a proxy our own pages are those of the public address, whatever host arrives here", () => {
  const post = (headers: Record<string, string>) => () =>
    refuseForeignOrigin(behindProxy, request({ host: "10.0.3.7:3000", ...headers }, "POST"));
  expect(post({ origin: "https://alxderia.example" })).not.toThrow();
  expect(post({ "sec-fetch-site": "same-origin" })).not.toThrow();
  for (const origin of ["http://alxderia.example", "https://10.0.3.7:3000", "https://alxderia.example.evil.example"]) {
    expect(post({ origin }), origin).toThrow(HttpError);
  }
  expect(post({ cookie: "session=1" })).toThrow(HttpError);
});

test("sign-in goes back to a path of this server only", () => {
  expect(ownPath("/people?search=a#b")).toBe("/people?search=a#b");
  for (const next of ["//evil.example", "/\\evil.example", "https://evil.example", "", null, undefined]) {
    expect(ownPath(next), String(next)).toBe("/");
  }
});

import type { SecretProtocol } from "./protocol.ts";

const FAILURES = {
  denied: { status: 403, reason: "PERMISSION_DENIED" },
  throttled: { status: 429, reason: "RESOURCE_EXHAUSTED" },
  missing: { status: 404, reason: "NOT_FOUND" },
  broken: { status: 503, reason: "UNAVAILABLE" },
} as const;

const METADATA = "/computeMetadata/v1/";
const ACCESS = /^\/v1\/(projects\/[^/]+\/secrets\/[^/]+\/versions\/[^/:]+):access([?]|$)/;

/**
 * https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access, and the metadata
 * server from which Cloud Run's service account gets its tokens.
 */
export const GOOGLE_PROTOCOL: SecretProtocol = {
  aside(path) {
    if (!path.startsWith(METADATA)) return null;
    const isToken = path.includes("/token");
    return {
      status: 200,
      body: isToken ? { access_token: "token-of-test", expires_in: 3600, token_type: "Bearer" } : {},
    };
  },
  idOf({ method, url, headers }) {
    if (method !== "GET" || headers.authorization !== "Bearer token-of-test") return null;
    return ACCESS.exec(decodeURIComponent(url ?? ""))?.[1] ?? null;
  },
  given: (id, text) => ({
    status: 200,
    body: { name: id.replace("/latest", "/7"), payload: { data: Buffer.from(text).toString("base64") } },
  }),
  failure(turn) {
    const { status, reason } = FAILURES[turn];
    return { status, body: { error: { code: status, message: "no", status: reason } } };
  },
  empty: (id) => ({ status: 200, body: { name: id } }),
  environment: (url) => ({
    GCE_METADATA_HOST: new URL(url).host,
    METADATA_SERVER_DETECTION: "assume-present",
    GOOGLE_CLOUD_PROJECT: "northwind-prod",
  }),
};

import { type ClientAuth, ClientSecretBasic, ClientSecretPost } from "openid-client";
import type { SecretValue } from "../model/secret-value.ts";

/** A refused secret may be an old one; its store is asked this long for another. */
const PATIENCE_MS = 1_000;

export type ClientSecret = {
  /** How requests to the issuer say who we are. */
  authenticate: ClientAuth;
  /** To be called when the issuer refused us. @returns whether there is another secret to try with */
  renew(): Promise<boolean>;
};

/** @param secret itself, or one that may change while the process runs */
export function createClientSecret(secret: string | SecretValue, way: "basic" | "post"): ClientSecret {
  const authenticationBy = way === "basic" ? ClientSecretBasic : ClientSecretPost;
  let used = typeof secret === "string" ? secret : "";
  return {
    async authenticate(...request) {
      if (typeof secret !== "string") used = await secret.read();
      await authenticationBy(used)(...request);
    },
    async renew() {
      return typeof secret !== "string" && (await secret.readAfterRefusal(used, PATIENCE_MS)) !== used;
    },
  };
}

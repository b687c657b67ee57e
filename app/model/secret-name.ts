export const SECRET_STORES = ["aws", "google"] as const;
export type SecretStoreName = (typeof SECRET_STORES)[number];

/** Where a secret is: in which store, under which id, and in which field of its JSON; null is the whole text. */
export type SecretName = Readonly<{ store: SecretStoreName; id: string; field: string | null }>;

const AWS_ARN = /^arn:aws[a-z-]*:secretsmanager:[a-z0-9-]+:\d{12}:secret:[A-Za-z0-9/_+=.@!-]+$/;
const AWS_NAME = /^[A-Za-z0-9/_+=.@!-]{1,512}$/;
const GOOGLE_SHORT = /^[A-Za-z0-9_-]{1,255}$/;
const GOOGLE_FULL = /^projects\/[a-z0-9:.-]+\/secrets\/[A-Za-z0-9_-]{1,255}(\/versions\/(latest|[1-9]\d*))?$/;

/** What may stand in the configuration, in words. */
export const SECRET_NAME_FORM: Readonly<Record<SecretStoreName, string>> = {
  aws: "must be the name or the ARN of a secret, perhaps with #field",
  google:
    "must be projects/<project>/secrets/<name>, perhaps with /versions/<version>, or <name> alone with " +
    "GOOGLE_CLOUD_PROJECT; perhaps with #field",
};

/**
 * Reads `<name>` or `<name>#<field>` of the configuration.
 * @param project of Google Cloud that a name alone belongs to
 * @returns null when it cannot be meant
 */
export function parseSecretName(store: SecretStoreName, given: string, project: string | null): SecretName | null {
  const [text = "", field = null, ...more] = given.split("#");
  if (more.length > 0 || field === "") return null;
  const id = store === "aws" ? awsId(text) : googleId(text, project);
  return id === null ? null : Object.freeze({ store, id, field });
}

function awsId(text: string): string | null {
  return (text.startsWith("arn:") ? AWS_ARN : AWS_NAME).test(text) ? text : null;
}

function googleId(text: string, project: string | null): string | null {
  const full = project !== null && GOOGLE_SHORT.test(text) ? `projects/${project}/secrets/${text}` : text;
  if (!GOOGLE_FULL.test(full)) return null;
  return full.includes("/versions/") ? full : `${full}/versions/latest`;
}

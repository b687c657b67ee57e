/** What names a candidate: the method of a link, or only a name. */
export const QUEUE_STRENGTHS = [
  "external_id",
  "saml",
  "verified_email",
  "email",
  "email_tag",
  "public_email",
  "same_name",
  "like_name",
] as const;
export type QueueStrength = (typeof QUEUE_STRENGTHS)[number];

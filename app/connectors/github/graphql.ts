import { isJsonObject, type Json } from "../../model/json.ts";

/** @returns the members of a response with `organization.membersWithRole`, or null when it is no such response. */
export function expandVerifiedEmails(response: Json): Json[] | null {
  return readNodes(readPath(response, ["data", "organization", "membersWithRole"]));
}

/**
 * @returns the identities of a response with `organization.samlIdentityProvider.externalIdentities`: none where the
 * organisation has no such provider; null when it is no such response, or when the provider could not be asked.
 */
export function expandSamlIdentities(response: Json): Json[] | null {
  const organisation = readPath(response, ["data", "organization"]);
  if (isJsonObject(organisation) && organisation.samlIdentityProvider === null) {
    return isJsonObject(response) && "errors" in response ? null : [];
  }
  return readNodes(readPath(organisation, ["samlIdentityProvider", "externalIdentities"]));
}

/** A node that may not be seen is null and stays one of the records, so that it is reported. */
function readNodes(connection: Json | undefined): Json[] | null {
  if (!isJsonObject(connection)) return null;
  const { edges, nodes } = connection;
  if (Array.isArray(edges)) return edges.map((edge) => (isJsonObject(edge) ? (edge.node ?? null) : edge));
  return Array.isArray(nodes) ? nodes : null;
}

function readPath(value: Json | undefined, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((inner, key) => (isJsonObject(inner) ? inner[key] : undefined), value);
}

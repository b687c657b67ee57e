import { createHash } from "node:crypto";

/**
 * Identifier of an account, a group, a resource or a person, made from what the provider calls it: the first 16 bytes
 * of the SHA-256 of the parts joined by U+001F. The same parts give the same id on every database.
 * Twin of the SQL function `node_id()` in schema/0005_create_function_node_id.sql.
 * @returns a uuid in lower case with hyphens.
 */
export function nodeId(...parts: [string, ...string[]]): string {
  const hex = createHash("sha256").update(parts.join("\u001f"), "utf8").digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}

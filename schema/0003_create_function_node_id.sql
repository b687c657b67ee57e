-- Identifier of an account, a group or a resource, made from what the provider calls it: the same input gives the same
-- identifier on every database, so exports of two installations can be compared.
-- The parts are joined by U+001F, which no provider id holds. app/model/node-id.ts is its twin.
create function node_id(variadic parts text[]) returns uuid
language sql immutable strict parallel safe
as $$
  select encode(substring(sha256(convert_to(array_to_string(parts, e'\x1f'), 'UTF8')) from 1 for 16), 'hex')::uuid
$$;

revoke execute on function node_id(text[]) from public;
grant execute on function node_id(text[]) to alxderia_admin, alxderia_ingest, alxderia_analyst;

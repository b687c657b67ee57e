-- Identifier of an account, a group or a resource, made from what the provider calls it: the same input gives the same
-- identifier on every database, so exports of two installations can be compared.
-- The parts are joined by U+001F, which no provider id holds. app/model/node-id.ts is its twin.
--
-- One function for each number of parts, neither strict nor variadic, and no more than stable (convert_to is), so that
-- the planner inlines them: as a function call the hash costs twenty times as much, and an ingest makes millions.
create function hash_id(name text) returns uuid
language sql stable parallel safe
as $$ select encode(substring(sha256(convert_to(name, 'UTF8')) from 1 for 16), 'hex')::uuid $$;

create function node_id(text, text) returns uuid
language sql stable parallel safe
as $$ select hash_id($1 || e'\x1f' || $2) $$;

create function node_id(text, text, text) returns uuid
language sql stable parallel safe
as $$ select hash_id($1 || e'\x1f' || $2 || e'\x1f' || $3) $$;

create function node_id(text, text, text, text) returns uuid
language sql stable parallel safe
as $$ select hash_id($1 || e'\x1f' || $2 || e'\x1f' || $3 || e'\x1f' || $4) $$;

create function node_id(text, text, text, text, text) returns uuid
language sql stable parallel safe
as $$ select hash_id($1 || e'\x1f' || $2 || e'\x1f' || $3 || e'\x1f' || $4 || e'\x1f' || $5) $$;

revoke execute on function hash_id(text), node_id(text, text), node_id(text, text, text),
  node_id(text, text, text, text), node_id(text, text, text, text, text) from public;
grant execute on function hash_id(text), node_id(text, text), node_id(text, text, text),
  node_id(text, text, text, text), node_id(text, text, text, text, text)
  to alxderia_admin, alxderia_ingest, alxderia_analyst;

-- First in the search path of questions: the name mv_effective_access means the caller's tenant there. The materialised
-- view itself has no row-level security, and nobody is granted it.
create schema ask;
revoke all on schema ask from public;
grant usage on schema ask to alxderia_ask;

create view ask.mv_effective_access with (security_barrier = true) as
select access.*
from public.mv_effective_access as access
where access.tenant_id = public.app_current_tenant_id();

revoke all on ask.mv_effective_access from public;
grant select on ask.mv_effective_access to alxderia_ask;

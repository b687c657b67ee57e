-- pgaudit writes DDL and changes of roles to the server's log (docs/siem.md). It is there only where the server has it
-- and loads it at its start (shared_preload_libraries); anywhere else, and for an owner that may not make it, there is a
-- notice and no extension. Its objects stand in a schema of their own, so that public holds what is ours.
do $$
begin
  if not exists (select from pg_available_extensions where name = 'pgaudit') then
    raise notice 'pgaudit is not installed on this server';
  elsif exists (select from pg_extension where extname = 'pgaudit') then
    raise notice 'pgaudit is there already';
  else
    create schema if not exists pgaudit;
    create extension pgaudit schema pgaudit;
    perform close_guarded_functions();
  end if;
exception
  when insufficient_privilege or object_not_in_prerequisite_state or feature_not_supported or undefined_object or undefined_file or invalid_parameter_value
  then raise notice 'pgaudit was not made: %', sqlerrm;
end
$$;

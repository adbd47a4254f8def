-- A load brings more rows at once than PostgreSQL has counted, and until it has it may look through them for every code asked for.
-- Only an owner may have a table counted.
create function openward.count_codes() returns void
    language plpgsql
    security definer
    set search_path = pg_catalog, pg_temp
as $$
begin
    analyze openward.code, openward.code_parent, openward.code_name, openward.code_property;
end
$$;
revoke all on function openward.count_codes() from public;
grant execute on function openward.count_codes() to openward_app;

-- The hospital's own tables lie in openward, the reporting tables in views, the identities in identity; the FHIR store's
-- tables lie in public. The application role works in all four and owns nothing.
create schema if not exists views;
create schema if not exists identity;

grant usage on schema public, openward, views, identity to openward_app;

-- The FHIR store's tables come and go with its releases: whatever the owner makes in public is the application's to use.
alter default privileges in schema public grant select, insert, update, delete on tables to openward_app;
alter default privileges in schema public grant usage, select, update on sequences to openward_app;
grant select, insert, update, delete on all tables in schema public to openward_app;
grant usage, select, update on all sequences in schema public to openward_app;
do $$
begin
    if to_regclass('public."FLY_HFJ_MIGRATION"') is not null then
        revoke insert, update, delete on public."FLY_HFJ_MIGRATION" from openward_app;
    end if;
end
$$;

create table openward.tenant (
    id text primary key check (id ~ '^[a-z][a-z0-9-]{1,31}$'),
    name text not null check (name <> ''),
    partition_id integer not null unique check (partition_id >= 0),
    time_zone text not null,
    currency text not null check (currency ~ '^[A-Z]{3}$')
);

comment on table openward.tenant is
    'The register of tenants. It names no patient and is read before anybody acts, hence no row level security.';

grant select, insert, update on openward.tenant to openward_app;

insert into openward.tenant (id, name, partition_id, time_zone, currency)
values ('default', '${tenantName}', 0, '${tenantTimeZone}', '${tenantCurrency}');

-- The analyzers among the devices, as the listener needs them; written with the Device resource in one transaction.
create table openward.analyzer (
    tenant_id           text    not null,
    device_id           text    not null,
    active              boolean not null,
    sending_application text,
    sending_facility    text,
    listener_port       integer,
    source_address      text,
    certificate_subject text unique,
    autoverify          boolean not null,
    unsolicited         text    not null check (unsolicited in ('accept', 'hold')),
    code_map            text,
    unit_map            text,
    time_zone           text,
    sample_position     text,
    character_set       text,
    primary key (tenant_id, device_id)
);
create index analyzer_by_address on openward.analyzer (source_address, listener_port) where source_address is not null;
create index analyzer_by_application on openward.analyzer (sending_application) where sending_application is not null;

alter table openward.analyzer enable row level security;
alter table openward.analyzer force row level security;
create policy analyzer_of_tenant on openward.analyzer
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.analyzer to openward_app;

-- Whose analyzer speaks is asked before any tenant is known: only this function may look across tenants, and it tells no
-- more than the analyzers that this very sender can be.
create policy analyzer_lookup on openward.analyzer for select to current_user using (true);

-- What an analyzer declares about itself binds: one that has a certificate or an address is never found by its name alone.
create function openward.find_analyzer(
    port integer, address text, certificate text, application text, facility text)
    returns table (rank integer, analyzer openward.analyzer)
    language sql stable security definer
    set search_path = pg_catalog, pg_temp
as $$
    select 1, a from openward.analyzer a
    where a.certificate_subject = certificate
    union all
    select 2, a from openward.analyzer a
    where a.certificate_subject is null and a.source_address = address and a.listener_port = port
    union all
    select 3, a from openward.analyzer a
    where a.certificate_subject is null
      and (a.source_address is null or a.source_address = address)
      and (a.listener_port is null or a.listener_port = port)
      and a.sending_application = application
      and (a.sending_facility is null or a.sending_facility = facility)
$$;
revoke all on function openward.find_analyzer(integer, text, text, text, text) from public;
grant execute on function openward.find_analyzer(integer, text, text, text, text) to openward_app;

-- The message that each control id means, of analyzers whose description says that they use each of theirs once.
create table openward.feed_control_id (
    tenant_id  text not null,
    device_id  text not null,
    control_id text not null,
    content    text not null,
    primary key (tenant_id, device_id, control_id)
);

alter table openward.feed_control_id enable row level security;
alter table openward.feed_control_id force row level security;
create policy feed_control_id_of_tenant on openward.feed_control_id
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.feed_control_id to openward_app;

-- Where each tube stands, as was said last: FHIR has no search for it.
create table openward.tube_place (
    tenant_id        text        not null,
    tube             text        not null,
    specimen_id      text        not null,
    carrier          text        not null,
    carrier_position text        not null,
    tray             text        not null,
    tray_position    text        not null,
    said_at          timestamptz not null,
    primary key (tenant_id, tube)
);
create index tube_place_carrier on openward.tube_place (tenant_id, carrier);
create index tube_place_tray on openward.tube_place (tenant_id, tray);
create index tube_place_specimen on openward.tube_place (tenant_id, specimen_id);

alter table openward.tube_place enable row level security;
alter table openward.tube_place force row level security;
create policy tube_place_of_tenant on openward.tube_place
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.tube_place to openward_app;

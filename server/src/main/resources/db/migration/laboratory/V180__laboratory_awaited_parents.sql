-- Reports and results that name, by its sender's number, the one that led to them and that has not come yet.
create table openward.awaited_parent (
    tenant_id   text not null,
    kind        text not null check (kind in ('DiagnosticReport', 'Observation')),
    key         text not null,
    child_kind  text not null check (child_kind in ('DiagnosticReport', 'Observation')),
    child_id    text not null,
    primary key (tenant_id, kind, key, child_kind, child_id)
);

alter table openward.awaited_parent enable row level security;
alter table openward.awaited_parent force row level security;
create policy awaited_parent_of_tenant on openward.awaited_parent
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.awaited_parent to openward_app;

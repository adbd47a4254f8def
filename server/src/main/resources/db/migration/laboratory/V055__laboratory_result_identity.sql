-- Which FHIR record keeps a result that the laboratory knows by its own number, so that the same result never becomes two.
create table openward.result_identity (
    tenant_id   text        not null,
    kind        text        not null check (kind in ('DiagnosticReport', 'Observation', 'Specimen')),
    key         text        not null,
    resource_id text        not null,
    first_seen  timestamptz not null default now(),
    primary key (tenant_id, kind, key)
);

alter table openward.result_identity enable row level security;
alter table openward.result_identity force row level security;
create policy result_identity_of_tenant on openward.result_identity
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.result_identity to openward_app;

-- Accession numbers, one per laboratory order; a number is never given out twice and never taken back.
create table openward.accession (
    tenant_id          text        not null,
    number             text        not null,
    service_request_id text        not null,
    allocated_at       timestamptz not null default now(),
    primary key (tenant_id, number),
    unique (tenant_id, service_request_id)
);

alter table openward.accession enable row level security;
alter table openward.accession force row level security;
create policy accession_of_tenant on openward.accession
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.accession to openward_app;

-- Reports that were final once: the announcement of a final report is made once, in the transaction that makes it final.
create table openward.final_report (
    tenant_id text        not null,
    report_id text        not null,
    at        timestamptz not null default now(),
    primary key (tenant_id, report_id)
);

alter table openward.final_report enable row level security;
alter table openward.final_report force row level security;
create policy final_report_of_tenant on openward.final_report
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.final_report to openward_app;

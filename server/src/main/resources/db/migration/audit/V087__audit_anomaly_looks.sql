-- Until when the views of each tenant were held against the rules that look at single patients.
create table openward.audit_anomaly_look (
    tenant_id    text primary key,
    looked_until timestamptz not null
);

alter table openward.audit_anomaly_look enable row level security;
alter table openward.audit_anomaly_look force row level security;
create policy audit_anomaly_look_of_tenant on openward.audit_anomaly_look
    using (tenant_id = current_setting('openward.tenant', true));
revoke all on openward.audit_anomaly_look from openward_app;
grant select, insert, update on openward.audit_anomaly_look to openward_app;

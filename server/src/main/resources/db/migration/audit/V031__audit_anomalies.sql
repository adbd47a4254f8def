-- What was found unusual in the trail: each finding once, so that somebody is asked once to look into it.
create table openward.audit_anomaly (
    tenant_id  text        not null,
    rule       text        not null,
    agent      text        not null,
    day        date        not null,
    patient_id text        not null,
    found_at   timestamptz not null,
    primary key (tenant_id, rule, agent, day, patient_id)
);

alter table openward.audit_anomaly enable row level security;
alter table openward.audit_anomaly force row level security;
create policy audit_anomaly_of_tenant on openward.audit_anomaly
    using (tenant_id = current_setting('openward.tenant', true));
revoke all on openward.audit_anomaly from openward_app;
grant select, insert on openward.audit_anomaly to openward_app;

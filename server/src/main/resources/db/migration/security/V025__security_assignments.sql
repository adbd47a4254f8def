-- Who may reach which patients: rows that come and go with the encounters, appointments, care teams, orders, relatives and consents
-- that say so, in the same transaction.
create table openward.patient_assignment (
    tenant_id text        not null,
    member    text        not null,
    patient   text        not null,
    source    text        not null,
    kind      text        not null check (kind in ('care', 'kin', 'consent')),
    starts    timestamptz,
    ends      timestamptz,
    primary key (tenant_id, member, patient, source)
);
create index patient_assignment_source on openward.patient_assignment (tenant_id, source);

-- The names under which a practitioner is meant: his roles and his departments.
create table openward.department_member (
    tenant_id    text not null,
    practitioner text not null,
    unit         text not null,
    source       text not null,
    primary key (tenant_id, practitioner, unit, source)
);
create index department_member_source on openward.department_member (tenant_id, source);

alter table openward.patient_assignment enable row level security;
alter table openward.patient_assignment force row level security;
create policy patient_assignment_of_tenant on openward.patient_assignment
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.patient_assignment to openward_app;

alter table openward.department_member enable row level security;
alter table openward.department_member force row level security;
create policy department_member_of_tenant on openward.department_member
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.department_member to openward_app;

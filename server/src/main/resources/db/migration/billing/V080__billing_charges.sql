-- Which services were charged; a service is charged once, however often it is announced.
create table openward.charge (
    tenant_id      text        not null,
    source_type    text        not null,
    source_id      text        not null,
    system         text        not null,
    code           text        not null,
    charge_item_id text,
    captured_at    timestamptz not null,
    primary key (tenant_id, source_type, source_id, system, code)
);

alter table openward.charge enable row level security;
alter table openward.charge force row level security;
create policy charge_of_tenant on openward.charge
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.charge to openward_app;
grant update (charge_item_id) on openward.charge to openward_app;

-- The charges that wait for a bill; written with the ChargeItem in one transaction, since FHIR R4 has no search by the
-- status of a ChargeItem.
create table openward.open_charge (
    tenant_id      text   not null,
    charge_item_id text   not null,
    patient_id     text   not null,
    encounter_id   text,
    account_ids    text[] not null,
    primary key (tenant_id, charge_item_id)
);
create index open_charge_of_patient on openward.open_charge (tenant_id, patient_id);
create index open_charge_of_encounter on openward.open_charge (tenant_id, encounter_id) where encounter_id is not null;
create index open_charge_of_account on openward.open_charge using gin (account_ids);

alter table openward.open_charge enable row level security;
alter table openward.open_charge force row level security;
create policy open_charge_of_tenant on openward.open_charge
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, update, delete on openward.open_charge to openward_app;

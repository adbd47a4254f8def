-- Which price list entries name a service; written with the ChargeItemDefinition in one transaction, since FHIR R4 has no
-- search by its code. The prices themselves stand in the entries only.
create table openward.price_list_code (
    tenant_id     text not null,
    system        text not null,
    code          text not null,
    definition_id text not null,
    primary key (tenant_id, system, code, definition_id)
);
create index price_list_code_of_definition on openward.price_list_code (tenant_id, definition_id);

alter table openward.price_list_code enable row level security;
alter table openward.price_list_code force row level security;
create policy price_list_code_of_tenant on openward.price_list_code
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.price_list_code to openward_app;

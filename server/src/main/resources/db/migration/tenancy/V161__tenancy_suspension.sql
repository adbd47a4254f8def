-- Whether nobody may enter a tenant for the time being: neither people and programs nor the messages of its analyzers.
alter table openward.tenant add column suspended boolean not null default false;
alter table openward.tenant add constraint default_tenant_stays check (id <> 'default' or not suspended);

-- The view definition payment as a table: the rows of each resource, kept in the transaction that writes the resource.
-- resource_row tells the rows of one resource apart. Columns after it are those of the view definition.
create table views.payment (
    tenant_id text not null,
    resource_id text not null,
    resource_version bigint not null,
    resource_row integer not null,
    id text,
    invoice text,
    amount numeric,
    currency text,
    method text,
    payment_date date,
    created text,
    primary key (tenant_id, resource_id, resource_row)
);

create index payment_by_date on views.payment (tenant_id, payment_date);

alter table views.payment enable row level security;
alter table views.payment force row level security;
create policy payment_of_tenant on views.payment
    using (tenant_id = current_setting('openward.tenant', true));

grant select, insert, update, delete on views.payment to openward_app;

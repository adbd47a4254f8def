-- What stands on each invoice. A charge is on one invoice at most, unless that one was cancelled.
create table openward.invoice_line (
    tenant_id      text           not null,
    invoice_id     text           not null,
    line           integer        not null check (line > 0),
    charge_item_id text           not null,
    amount         numeric(19, 4) not null check (amount >= 0),
    currency       text           not null check (currency ~ '^[A-Z]{3}$'),
    cancelled      boolean        not null default false,
    primary key (tenant_id, invoice_id, line)
);
create unique index invoice_line_charge_once on openward.invoice_line (tenant_id, charge_item_id) where not cancelled;

alter table openward.invoice_line enable row level security;
alter table openward.invoice_line force row level security;
create policy invoice_line_of_tenant on openward.invoice_line
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.invoice_line to openward_app;

-- The issued invoices with their numbers, and how much of each is paid.
create table openward.invoice_balance (
    tenant_id  text           not null,
    invoice_id text           not null,
    number     text           not null,
    patient_id text           not null,
    issued_on  date           not null,
    currency   text           not null check (currency ~ '^[A-Z]{3}$'),
    total      numeric(19, 4) not null check (total >= 0),
    paid       numeric(19, 4) not null default 0 check (paid >= 0 and paid <= total),
    primary key (tenant_id, invoice_id),
    constraint invoice_number_once unique (tenant_id, number)
);

alter table openward.invoice_balance enable row level security;
alter table openward.invoice_balance force row level security;
create policy invoice_balance_of_tenant on openward.invoice_balance
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.invoice_balance to openward_app;
grant update (paid) on openward.invoice_balance to openward_app;

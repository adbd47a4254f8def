-- The double-entry ledger: written once, never changed. Accounts are receivable, revenue and cash:<method of payment>.
create table openward.ledger_entry (
    tenant_id  text           not null,
    journal    uuid           not null,
    line       integer        not null check (line > 0),
    account    text           not null,
    debit      numeric(19, 4) not null check (debit >= 0),
    credit     numeric(19, 4) not null check (credit >= 0),
    currency   text           not null check (currency ~ '^[A-Z]{3}$'),
    invoice_id text           not null,
    payment_id text,
    patient_id text           not null,
    day        date           not null,
    recorded   timestamptz    not null,
    primary key (tenant_id, journal, line),
    constraint ledger_entry_one_side check ((debit > 0) <> (credit > 0))
);
create index ledger_entry_of_day on openward.ledger_entry (tenant_id, day, account);
create index ledger_entry_of_invoice on openward.ledger_entry (tenant_id, invoice_id);

alter table openward.ledger_entry enable row level security;
alter table openward.ledger_entry force row level security;
create policy ledger_entry_of_tenant on openward.ledger_entry
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.ledger_entry to openward_app;

-- At commit the debits of a journal equal its credits in each currency. A check that cannot see the journal refuses it too.
create function openward.ledger_journal_is_balanced() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    if not coalesce(
        (select bool_and(balanced.in_currency)
         from (select sum(debit) = sum(credit) as in_currency
               from openward.ledger_entry
               where tenant_id = new.tenant_id and journal = new.journal
               group by currency) balanced),
        false)
    then
        raise exception 'Journal % is not balanced.', new.journal using errcode = 'check_violation';
    end if;
    return null;
end
$$;
create constraint trigger ledger_journal_is_balanced after insert on openward.ledger_entry
    deferrable initially deferred
    for each row execute function openward.ledger_journal_is_balanced();

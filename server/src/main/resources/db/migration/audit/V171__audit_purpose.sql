-- What somebody used a record for, by the codes of HL7's PurposeOfUse. Rows from before have none, and keep their digests.
alter table openward.audit_event add column purpose text;
grant insert (purpose) on openward.audit_event to openward_app;

-- Looked for seldom, by whoever looks into an emergency; other rows are not in it.
create index audit_event_emergency on openward.audit_event (tenant_id, recorded desc, id desc) where purpose = 'BTG';

-- What a job does for its submitter it does for the same purpose.
alter table openward.bulk_job add column purpose text;

-- Until when the last glass of a tenant is broken, so that servers know with one look whose records are open to whom, and most of the
-- time that none is.
create table openward.glass_book (
    tenant    text        primary key,
    closes_at timestamptz not null
);
comment on table openward.glass_book is
    'It names no patient and is read before anybody acts, hence no row level security.';
grant select, insert, update on openward.glass_book to openward_app;

create function openward.enter_broken_glass() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    insert into openward.glass_book (tenant, closes_at) values (new.tenant_id, new.closes_at)
    on conflict (tenant) do update set closes_at = greatest(openward.glass_book.closes_at, excluded.closes_at);
    return null;
end
$$;

create trigger broken_glass_is_entered after insert on openward.broken_glass
    for each row execute function openward.enter_broken_glass();

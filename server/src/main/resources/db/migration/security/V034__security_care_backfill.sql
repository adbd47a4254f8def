-- How far the rows of care have been made up for records that were written before there were any: the number of the record in the FHIR
-- store that was looked at last, and that of the last one that there was when this release came.
create table openward.care_backfill (
    tenant_id text        not null primary key,
    reached   bigint      not null default 0,
    last      bigint      not null,
    done_at   timestamptz
);

alter table openward.care_backfill enable row level security;
alter table openward.care_backfill force row level security;
create policy care_backfill_of_tenant on openward.care_backfill
    using (tenant_id = current_setting('openward.tenant', true));
grant select, update on openward.care_backfill to openward_app;

-- What a sender may send; one of which nothing was said sends results, as before.
alter table openward.analyzer
    add column sends text[] not null default '{results}'
        check (sends <@ array['results', 'registrations', 'schedules', 'orders', 'charges', 'documents', 'vaccinations',
            'prescriptions']);

-- The records that a message made or changed, other than reports, such as Patient/12.
alter table openward.feed_message add column record_refs text[] not null default '{}';
grant update (record_refs) on openward.feed_message to openward_app;

-- Which FHIR record keeps what a hospital system knows by its own number, so that the same thing never becomes two, however many
-- senders name it at once.
create table openward.sent_identity (
    tenant_id   text        not null,
    kind        text        not null,
    system      text        not null,
    value       text        not null,
    resource_id text        not null,
    first_seen  timestamptz not null default now(),
    primary key (tenant_id, kind, system, value)
);

alter table openward.sent_identity enable row level security;
alter table openward.sent_identity force row level security;
create policy sent_identity_of_tenant on openward.sent_identity
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.sent_identity to openward_app;
-- The record of an identity is another only when the one before was deleted.
grant update (resource_id) on openward.sent_identity to openward_app;

-- The system whose message made a change, by MSH-3 and MSH-4, so that it is not told what it said itself.
alter table openward.outbound_change add column origin text;

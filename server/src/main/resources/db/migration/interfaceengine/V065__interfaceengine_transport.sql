-- Batches (FHS, BHS) that were answered. The messages of a whole one are in feed_message; the bytes of one that was not whole, of
-- which nothing was used, are here.
create table openward.feed_batch (
    id              bigint generated always as identity primary key,
    tenant_id       text        not null,
    device_id       text,
    received_at     timestamptz not null,
    remote_address  text        not null,
    control_id      text        not null,
    messages        integer     not null,
    whole           boolean     not null,
    sha256          bytea       not null,
    raw             bytea       check ((raw is null) = whole),
    acknowledgement bytea       not null,
    constraint feed_batch_once unique nulls not distinct (tenant_id, device_id, sha256)
);

alter table openward.feed_batch enable row level security;
alter table openward.feed_batch force row level security;
create policy feed_batch_of_tenant on openward.feed_batch
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.feed_batch to openward_app;

-- The second answer of enhanced mode, owed to the sender since its message was dealt with.
create table openward.feed_reply (
    message_id bigint      primary key references openward.feed_message (id),
    tenant_id  text        not null,
    lane       text        not null,
    content    bytea       not null,
    owed_since timestamptz not null,
    sent_at    timestamptz
);
create index feed_reply_owed on openward.feed_reply (tenant_id, lane, message_id) where sent_at is null;

alter table openward.feed_reply enable row level security;
alter table openward.feed_reply force row level security;
create policy feed_reply_of_tenant on openward.feed_reply
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.feed_reply to openward_app;
grant update (sent_at) on openward.feed_reply to openward_app;

-- Which answers an analyzer wants.
alter table openward.analyzer
    add column acknowledgement text not null default 'as-sent'
        check (acknowledgement in ('original', 'as-sent', 'enhanced')),
    add column commit_blocks boolean not null default false;

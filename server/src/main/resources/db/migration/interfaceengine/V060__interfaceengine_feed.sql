-- Every message of a feed as it was received. The application can never change or remove the bytes, only say how far it came.
create table openward.feed_message (
    id                  bigint generated always as identity primary key,
    tenant_id           text        not null,
    lane                text        not null,
    device_id           text,
    received_at         timestamptz not null,
    listener_port       integer     not null,
    remote_address      text        not null,
    certificate_subject text,
    sending_application text        not null,
    sending_facility    text        not null,
    sent_at             text        not null,
    message_type        text        not null,
    control_id          text        not null,
    processing_id       text        not null,
    version             text        not null,
    character_set       text        not null,
    decoding            text        not null,
    raw                 bytea       not null,
    sha256              bytea       not null,
    acknowledgement     bytea       not null,
    status              text        not null
        check (status in ('received', 'processed', 'held', 'dead', 'refused')),
    attempts            integer     not null default 0,
    next_attempt_at     timestamptz,
    reason              text,
    detail              text,
    task_id             text,
    report_ids          text[]      not null default '{}',
    mapping_version     text,
    finished_at         timestamptz,
    constraint feed_message_once unique nulls not distinct
        (tenant_id, device_id, sending_application, sending_facility, sent_at, control_id, sha256)
);
create index feed_message_waiting on openward.feed_message (tenant_id, lane, id) where status = 'received';
create index feed_message_stuck on openward.feed_message (tenant_id, status) where status in ('held', 'dead');

alter table openward.feed_message enable row level security;
alter table openward.feed_message force row level security;
create policy feed_message_of_tenant on openward.feed_message
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.feed_message to openward_app;
grant update (status, attempts, next_attempt_at, reason, detail, task_id, report_ids, mapping_version, finished_at)
    on openward.feed_message to openward_app;

-- A message that came again: it was answered as the first time and changed nothing.
create table openward.feed_duplicate (
    id             bigint generated always as identity primary key,
    tenant_id      text        not null,
    message_id     bigint      not null references openward.feed_message (id),
    received_at    timestamptz not null,
    remote_address text        not null
);
create index feed_duplicate_of on openward.feed_duplicate (message_id);

alter table openward.feed_duplicate enable row level security;
alter table openward.feed_duplicate force row level security;
create policy feed_duplicate_of_tenant on openward.feed_duplicate
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert on openward.feed_duplicate to openward_app;

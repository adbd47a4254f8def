-- What a Device says of its analyzer's habits, and which family's description it builds on.
alter table openward.analyzer add column family text;
alter table openward.analyzer add column habits jsonb not null default '{}';

-- Frames of ASTM messages that are acknowledged while their message is not yet whole. They leave when it is: into
-- feed_message, in one transaction.
create table openward.feed_part (
    tenant_id           text        not null,
    message             uuid        not null,
    number              integer     not null,
    lane                text        not null,
    device_id           text,
    received_at         timestamptz not null,
    listener_port       integer     not null,
    remote_address      text        not null,
    certificate_subject text,
    sending_application text        not null,
    content             bytea       not null,
    broken              boolean     not null default false,
    primary key (tenant_id, message, number)
);
create index feed_part_of_lane on openward.feed_part (tenant_id, lane);

alter table openward.feed_part enable row level security;
alter table openward.feed_part force row level security;
create policy feed_part_of_tenant on openward.feed_part
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.feed_part to openward_app;
grant update (broken) on openward.feed_part to openward_app;

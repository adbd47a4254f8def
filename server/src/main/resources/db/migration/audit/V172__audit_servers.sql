-- Which server wrote a row: it remembers its rows until the chain holds them, so that one that is deleted or slipped in before is found.
-- Rows from before have none, and keep their digests.
alter table openward.audit_event add column server_id uuid;
grant insert (server_id) on openward.audit_event to openward_app;

create table openward.audit_server (
    id       uuid        primary key,
    begun_at timestamptz not null,
    seen_at  timestamptz not null
);
comment on table openward.audit_server is 'It names no tenant: a server writes for all of them.';
revoke all on openward.audit_server from openward_app;
grant select, insert on openward.audit_server to openward_app;
grant update (seen_at) on openward.audit_server to openward_app;

-- Each row of a transaction from this one on names its server.
create table openward.audit_servers_since (
    transaction_id xid8 not null default pg_current_xact_id()
);
insert into openward.audit_servers_since default values;
revoke all on openward.audit_servers_since from openward_app;
grant select on openward.audit_servers_since to openward_app;

-- The keys that identity numbers were encrypted with. The keys themselves are in a file outside the database; of each there is a value
-- here by which a server sees whether its file has the same.
create table openward.field_key (
    id          text        primary key check (id ~ '^[A-Za-z0-9_-]{1,16}$'),
    check_value bytea       not null,
    first_used  timestamptz not null default clock_timestamp(),
    retired_at  timestamptz
);
comment on table openward.field_key is 'It is the whole installation''s and names no tenant, hence no row level security.';
grant select, insert on openward.field_key to openward_app;
grant update (retired_at) on openward.field_key to openward_app;

-- Which identifier systems are encrypted with which key, one row for each time that this changed. The newest holds for all servers;
-- what was stored before is brought to it until the row is finished.
create table openward.field_sealing (
    number       bigint      generated always as identity primary key,
    key_id       text        not null references openward.field_key (id),
    systems      text[]      not null,
    announced_at timestamptz not null default clock_timestamp(),
    horizon      xid8,
    finished_at  timestamptz
);
comment on table openward.field_sealing is 'It is the whole installation''s and names no tenant, hence no row level security.';
grant select, insert on openward.field_sealing to openward_app;
grant update (horizon, finished_at) on openward.field_sealing to openward_app;

-- How far the records of each tenant have been brought to the newest rule.
create table openward.field_sealing_progress (
    sealing bigint  not null references openward.field_sealing (number),
    tenant  text    not null references openward.tenant (id),
    reached bigint  not null default 0,
    last    bigint  not null,
    changed bigint  not null default 0,
    done    boolean not null default false,
    primary key (sealing, tenant)
);
comment on table openward.field_sealing_progress is 'It names no patient and is the server''s own, hence no row level security.';
grant select, insert on openward.field_sealing_progress to openward_app;
grant update (reached, changed, done) on openward.field_sealing_progress to openward_app;

-- What a Consent says is kept as its record says it, so its numbers are encrypted with those of the record.
grant update (content) on openward.consent_directive to openward_app;

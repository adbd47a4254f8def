-- Exports and imports of many records at once. Each job works for its submitter in one tenant, and for nobody else.
create table openward.bulk_job (
    id               uuid primary key,
    tenant_id        text        not null,
    kind             text        not null check (kind in ('export', 'import')),
    status           text        not null check (status in ('active', 'complete', 'failed', 'withdrawn')),
    subject          text        not null,
    subject_kind     text        not null,
    request_id       text        not null,
    address          text        not null,
    permissions      text        not null,
    request          text        not null,
    plan             text        not null,
    stage            integer     not null default 0,
    position         bigint      not null default 0,
    transaction_time timestamptz not null,
    settled_at       timestamptz not null default clock_timestamp() + interval '1 second',
    created_at       timestamptz not null default clock_timestamp(),
    expires_at       timestamptz,
    check ((status in ('complete', 'failed')) = (expires_at is not null) or status = 'withdrawn')
);

alter table openward.bulk_job enable row level security;
alter table openward.bulk_job force row level security;
create policy bulk_job_of_tenant on openward.bulk_job
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.bulk_job to openward_app;
grant update (status, stage, position, expires_at) on openward.bulk_job to openward_app;

-- Whose turn it is: what waits, is leased until it is due again, or is to be removed when it is due. It names no patient and is
-- read before anybody acts, hence no row level security.
create table openward.bulk_turn (
    job_id   uuid primary key,
    tenant   text        not null,
    due_at   timestamptz not null,
    holder   uuid,
    attempts integer     not null default 0
);
create index bulk_turn_due on openward.bulk_turn (due_at);
grant select, insert, update, delete on openward.bulk_turn to openward_app;

-- The records that a search found, or the patients that a job is about, by their numbers in the FHIR store.
create table openward.bulk_found (
    tenant_id text     not null,
    job_id    uuid     not null references openward.bulk_job (id) on delete cascade,
    type      text     not null,
    records   bigint[] not null
);
create index bulk_found_of on openward.bulk_found (job_id, type);

alter table openward.bulk_found enable row level security;
alter table openward.bulk_found force row level security;
create policy bulk_found_of_tenant on openward.bulk_found
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.bulk_found to openward_app;

-- The versions that an export has still to write, a thousand to a page; a page goes when its lines are there.
create table openward.bulk_page (
    tenant_id text     not null,
    job_id    uuid     not null references openward.bulk_job (id) on delete cascade,
    kind      text     not null check (kind in ('output', 'deleted')),
    type      text     not null,
    number    integer  not null,
    records   bigint[] not null,
    versions  bigint[] not null,
    primary key (job_id, kind, type, number)
);

alter table openward.bulk_page enable row level security;
alter table openward.bulk_page force row level security;
create policy bulk_page_of_tenant on openward.bulk_page
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.bulk_page to openward_app;

-- The files of a job; size is what a client reads, packed what is kept of it. Of an import's input files, stored is how many lines
-- have become records and source where they come from; each of their chunks is numbered by its first line.
create table openward.bulk_file (
    tenant_id text    not null,
    job_id    uuid    not null references openward.bulk_job (id) on delete cascade,
    number    integer not null,
    kind      text    not null check (kind in ('output', 'deleted', 'error', 'input')),
    type      text    not null,
    part      integer not null,
    lines     bigint  not null,
    size      bigint  not null,
    packed    bigint  not null,
    stored    bigint  not null default 0,
    source    text,
    primary key (job_id, number),
    unique (job_id, kind, type, part)
);

alter table openward.bulk_file enable row level security;
alter table openward.bulk_file force row level security;
create policy bulk_file_of_tenant on openward.bulk_file
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.bulk_file to openward_app;
grant update (lines, size, packed, stored) on openward.bulk_file to openward_app;

-- The lines, about a megabyte to a row, deflated (RFC 1951); one row after the other they are a whole deflated text.
create table openward.bulk_chunk (
    tenant_id text    not null,
    job_id    uuid    not null,
    file      integer not null,
    number    bigint  not null,
    size      integer not null,
    crc       bigint  not null,
    content   bytea   not null,
    primary key (job_id, file, number),
    foreign key (job_id, file) references openward.bulk_file (job_id, number) on delete cascade
);
alter table openward.bulk_chunk alter column content set storage external;

alter table openward.bulk_chunk enable row level security;
alter table openward.bulk_chunk force row level security;
create policy bulk_chunk_of_tenant on openward.bulk_chunk
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.bulk_chunk to openward_app;

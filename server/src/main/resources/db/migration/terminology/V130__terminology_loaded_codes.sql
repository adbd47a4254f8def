-- Code systems too large for a record, loaded from the files of their publishers. As the records of code systems they belong to all
-- tenants, name no patient and know no tenant, hence no row level security; only callers of the default tenant can load any.

-- A file that was brought, a quarter of a megabyte to a row, until its codes are loaded.
create table openward.code_upload (
    id       uuid primary key,
    size     bigint      not null default 0,
    began_at timestamptz not null default clock_timestamp()
);
grant select, insert, delete on openward.code_upload to openward_app;
grant update (size) on openward.code_upload to openward_app;

create table openward.code_upload_part (
    upload  uuid    not null references openward.code_upload (id) on delete cascade,
    number  integer not null,
    content bytea   not null,
    primary key (upload, number)
);
alter table openward.code_upload_part alter column content set storage external;
grant select, insert, delete on openward.code_upload_part to openward_app;

-- One loaded version of a code system. Of each code system one is answered from, and one more at most is being loaded beside it.
create table openward.code_edition (
    id          integer generated always as identity primary key,
    job_id      uuid        not null unique,
    upload      uuid        not null,
    system      text        not null,
    version     text,
    status      text        not null check (status in ('loading', 'current', 'replaced')),
    began_at    timestamptz not null default clock_timestamp(),
    replaced_at timestamptz,
    check (status <> 'current' or version is not null),
    check ((status = 'replaced') = (replaced_at is not null))
);
create unique index code_edition_loading on openward.code_edition (system) where status = 'loading';
create unique index code_edition_current on openward.code_edition (system) where status = 'current';
grant select, insert, delete on openward.code_edition to openward_app;
grant update (version, status, replaced_at) on openward.code_edition to openward_app;

-- A code; its lineage is all that it stands under, and itself, its words those of its names. Both come when all is read.
create table openward.code (
    id         integer generated always as identity primary key,
    edition    integer not null references openward.code_edition (id),
    code       text    not null,
    display    text,
    inactive   boolean not null,
    group_only boolean not null,
    lineage    integer[],
    words      tsvector,
    unique (edition, code)
);
create index code_of_edition on openward.code (edition, id);
create index code_below on openward.code using gin (lineage) where lineage is not null;
create index code_called on openward.code using gin (words) where words is not null;
grant select, insert, delete on openward.code to openward_app;
grant update (display, lineage, words) on openward.code to openward_app;

create table openward.code_parent (
    code_id   integer not null,
    parent_id integer not null,
    primary key (code_id, parent_id)
);
create index code_parent_child on openward.code_parent (parent_id);
grant select, insert, delete on openward.code_parent to openward_app;

-- What a code is called; the lower the rank, the sooner it is its display. The use is a code of the code system itself.
create table openward.code_name (
    code_id  integer  not null,
    rank     smallint not null,
    language text,
    use_code text,
    value    text     not null
);
create index code_name_of on openward.code_name (code_id);
grant select, insert, delete on openward.code_name to openward_app;

create table openward.code_property (
    code_id  integer not null,
    property text    not null,
    kind     text    not null check (kind in ('text', 'code')),
    value    text    not null,
    display  text
);
create index code_property_of on openward.code_property (code_id);
-- Values may be longer than an index takes.
create index code_property_value on openward.code_property (property, left(value, 64));
grant select, insert, delete on openward.code_property to openward_app;

alter table openward.bulk_job drop constraint bulk_job_kind_check;
alter table openward.bulk_job add constraint bulk_job_kind_check check (kind in ('export', 'import', 'load'));

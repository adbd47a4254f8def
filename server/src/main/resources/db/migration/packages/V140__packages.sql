-- Installations of packages are jobs like exports and imports.
alter table openward.bulk_job drop constraint bulk_job_kind_check;
alter table openward.bulk_job add constraint bulk_job_kind_check check (kind in ('export', 'import', 'load', 'install'));

-- Archives that wait to be installed, by the hash of their bytes; one goes when its job ends.
create table openward.package_archive (
    hash       text        primary key,
    tenant_id  text        not null,
    content    bytea       not null,
    arrived_at timestamptz not null default clock_timestamp()
);
alter table openward.package_archive alter column content set storage external;

alter table openward.package_archive enable row level security;
alter table openward.package_archive force row level security;
create policy package_archive_of_tenant on openward.package_archive
    using (tenant_id = current_setting('openward.tenant', true));
grant select, insert, delete on openward.package_archive to openward_app;
grant update (arrived_at) on openward.package_archive to openward_app;

-- Packages of implementation guides. They hold definitions, never records, and are those of all tenants, like the definitions that the
-- FHIR store does not part by tenant; only the default tenant changes them.
create table openward.package (
    id        uuid        primary key,
    name      text        not null,
    version   text        not null,
    hash      text        not null,
    state     text        not null check (state in ('installing', 'installed', 'failed')),
    job_id    uuid,
    guide     text,
    missing   text[]      not null default '{}',
    trouble   text,
    since     timestamptz not null default clock_timestamp()
);
create unique index package_installed on openward.package (name, version) where state = 'installed';
create index package_hash on openward.package (hash);

alter table openward.package enable row level security;
alter table openward.package force row level security;
create policy package_for_all on openward.package for select using (true);
create policy package_of_host on openward.package
    using (current_setting('openward.tenant', true) = 'default');
grant select, insert, delete on openward.package to openward_app;
grant update (state, guide, missing, since) on openward.package to openward_app;

-- What is in them. Of a package that is being installed, nobody looks at it.
create table openward.package_definition (
    package_id uuid    not null references openward.package (id) on delete cascade,
    number     integer not null,
    type       text    not null,
    url        text    not null,
    version    text    not null,
    content    text    not null,
    primary key (package_id, number)
);

alter table openward.package_definition enable row level security;
alter table openward.package_definition force row level security;
create policy package_definition_for_all on openward.package_definition for select using (true);
create policy package_definition_of_host on openward.package_definition
    using (current_setting('openward.tenant', true) = 'default');
grant select, insert, delete on openward.package_definition to openward_app;

-- Grows with every change, so that each server sees by one number whether what it remembers still holds.
create table openward.package_changes (
    single boolean primary key default true check (single),
    number bigint  not null
);
insert into openward.package_changes (number) values (0);

alter table openward.package_changes enable row level security;
alter table openward.package_changes force row level security;
create policy package_changes_for_all on openward.package_changes for select using (true);
create policy package_changes_of_host on openward.package_changes
    using (current_setting('openward.tenant', true) = 'default');
grant select on openward.package_changes to openward_app;
grant update (number) on openward.package_changes to openward_app;

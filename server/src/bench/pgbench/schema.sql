-- What PostgreSQL is given to do when nothing stands before it: rows like those of a FHIR resource, in a schema of their own.
create schema if not exists bench_limit;
set search_path = bench_limit;

create table if not exists resource (
  id bigint generated always as identity primary key, type text not null, version bigint not null, updated timestamptz not null);
create table if not exists body (
  id bigint generated always as identity primary key, resource_id bigint not null, version bigint not null, content text not null,
  unique (resource_id, version));
create table if not exists entry (
  id bigint generated always as identity primary key, resource_id bigint not null, hash bigint not null, happened timestamptz not null);
create table if not exists note (id bigint generated always as identity primary key, client integer not null);
truncate note;
create index if not exists entry_by_hash on entry (hash, happened, resource_id);
create index if not exists entry_by_resource on entry (resource_id);

insert into resource (type, version, updated)
select 'Observation', 1, now() from generate_series(1, 50000) where not exists (select from resource);
insert into body (resource_id, version, content)
select id, 1, (select string_agg(md5(id::text || part), '') from generate_series(1, 40) part)
from resource where not exists (select from body);
insert into entry (resource_id, hash, happened)
select resource.id, (resource.id * part) % 5000, now() - make_interval(mins => resource.id::int)
from resource, generate_series(1, 12) part where not exists (select from entry);
analyze resource;
analyze body;
analyze entry;

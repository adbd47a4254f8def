-- Create, read, update: three requests.
begin;
insert into bench_limit.resource (type, version, updated) values ('Patient', 1, now()) returning id \gset
insert into bench_limit.body (resource_id, version, content) values (:id, 1, repeat(md5(:id::text), 40));
insert into bench_limit.entry (resource_id, hash, happened) select :id, (:id * part) % 5000, now() from generate_series(1, 12) part;
commit;
select r.id, r.version, r.updated, b.content
from bench_limit.resource r join bench_limit.body b on b.resource_id = r.id and b.version = r.version where r.id = :id;
begin;
update bench_limit.resource set version = 2, updated = now() where id = :id;
insert into bench_limit.body (resource_id, version, content) values (:id, 2, repeat(md5(:id::text), 40));
commit;

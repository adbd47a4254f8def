-- One transaction of 100 resources, each with its body and twelve index rows.
with made as (
  insert into bench_limit.resource (type, version, updated) select 'Observation', 1, now() from generate_series(1, 100) returning id),
bodies as (
  insert into bench_limit.body (resource_id, version, content) select id, 1, repeat(md5(id::text), 40) from made)
insert into bench_limit.entry (resource_id, hash, happened)
select id, (id * part) % 5000, now() from made, generate_series(1, 12) part;

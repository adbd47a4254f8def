-- All versions of one resource.
\set id random(1, 50000)
select r.id, b.version, r.updated, b.content
from bench_limit.resource r join bench_limit.body b on b.resource_id = r.id where r.id = :id order by b.version desc;

\set id random(1, 50000)
select r.id, r.version, r.updated, b.content
from bench_limit.resource r join bench_limit.body b on b.resource_id = r.id and b.version = r.version where r.id = :id;

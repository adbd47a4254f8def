\set hash random(0, 4999)
select r.id, r.version, r.updated, b.content
from (select resource_id from bench_limit.entry where hash = :hash order by happened desc limit 20) hit
join bench_limit.resource r on r.id = hit.resource_id
join bench_limit.body b on b.resource_id = r.id and b.version = r.version;

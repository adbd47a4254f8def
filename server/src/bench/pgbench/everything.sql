-- A page of a hundred of what belongs to one.
\set hash random(0, 4998)
select r.id, r.version, r.updated, b.content
from (select distinct resource_id from bench_limit.entry where hash in (:hash, :hash + 1) order by resource_id limit 100) hit
join bench_limit.resource r on r.id = hit.resource_id
join bench_limit.body b on b.resource_id = r.id and b.version = r.version;

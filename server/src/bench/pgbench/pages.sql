-- One of the first ten pages of ten, by where the one before it ended.
\set hash random(0, 4999)
\set before random(0, 9)
select r.id, r.version, r.updated, b.content
from (select resource_id from bench_limit.entry
      where hash = :hash and happened <= now() - make_interval(mins => :before * 4000) order by happened desc limit 10) hit
join bench_limit.resource r on r.id = hit.resource_id
join bench_limit.body b on b.resource_id = r.id and b.version = r.version;

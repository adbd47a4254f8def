-- One small insert that is on disk when it is answered.
insert into bench_limit.note (client) values (:client_id);

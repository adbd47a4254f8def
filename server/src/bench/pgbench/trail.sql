-- One row of the audit trail that is on disk when it is answered.
\set number random(1, 1000000000)
\set record random(1, 50000)
\set patient random(1, 2000)
insert into bench_limit.trail (tenant_id, id, recorded, activity, action, interaction, outcome, detail, agent, agent_kind, address, request_id,
  entity_type, entity_id, entity_version, patient_id, request, purpose, server_id)
values ('default', (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') || '7000a000' || lpad(to_hex(:number::int), 12, '0'))::uuid,
  date_trunc('milliseconds', clock_timestamp()), 'REST', 'R', 'read', '0', null, 'practitioner-17', 'PERSON', '10.0.0.7', (:number)::text,
  'Observation', (:record)::text, '1', (:patient)::text, null, 'TREAT', '00000000-0000-4000-8000-000000000001'::uuid);

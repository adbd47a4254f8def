-- Somebody broke the glass of a patient who is not in his care: he sees him until then, and never for longer than an hour.
alter table openward.patient_assignment
    drop constraint patient_assignment_kind_check,
    add constraint patient_assignment_kind_check check (kind in ('care', 'kin', 'guardian', 'consent', 'glass')),
    add constraint patient_assignment_glass_closes check (
        kind <> 'glass'
        or (starts is not null and ends is not null and ends > starts and ends <= starts + interval '60 minutes'));

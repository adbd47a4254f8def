-- Who stood in the hospital's records for whoever proposed and for whoever decided, as far as their tokens said it: two accounts of one person
-- are not two people. Of proposals from before nothing is known.
alter table openward.approval
    add column proposer_record text,
    add column decider_record text,
    add constraint approved_by_another_person check (status <> 'carried-out' or decider_record <> proposer_record);

grant update (decider_record) on openward.approval to openward_app;

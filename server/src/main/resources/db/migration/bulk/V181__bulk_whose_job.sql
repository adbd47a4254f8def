-- The record that stands for who submitted the job: what he may see in an emergency he sees with each of his accounts, and the trail says so.
alter table openward.bulk_job add column record text;

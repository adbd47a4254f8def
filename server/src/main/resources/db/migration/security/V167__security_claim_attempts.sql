-- Under which name attempts with the number of a claim are counted, so that they are forgotten when the patient has proved himself. Of a number
-- that is encrypted it is a keyed digest.
alter table identity.patient_claim add column attempts_of text;

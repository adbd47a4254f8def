-- To which Practitioner it opened a patient who is not in his care: he may have several accounts, and works in the emergency with each.
alter table openward.broken_glass add column practitioner text;

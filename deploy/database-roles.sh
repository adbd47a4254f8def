#!/usr/bin/env bash
# Runs once, when the database is created: the owner of the tables, the role that the server works as, and their database.
# The server's role owns nothing, is no superuser, and cannot pass row level security.
set -euo pipefail

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$(cat /run/secrets/database_owner_password)" \
    --set application_password="$(cat /run/secrets/database_application_password)" <<'SQL'
create role openward_owner login nosuperuser nocreatedb nocreaterole nobypassrls password :'owner_password';
create role openward_app login nosuperuser nocreatedb nocreaterole nobypassrls password :'application_password';
create database openward owner openward_owner;
revoke all on database openward from public;
grant connect on database openward to openward_app;
SQL

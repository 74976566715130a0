-- Run once, when the database is made: session's role and its database, and the extension, which only a superuser may add.
-- As deploy/supervisor/postgres.py does for the embedded one.
\set password `cat /run/secrets/database.password`
CREATE ROLE viva LOGIN PASSWORD :'password';
CREATE DATABASE viva OWNER viva;
\connect viva
CREATE EXTENSION vector;

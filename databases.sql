-- One database for each service, with an owner who may enter no other.
\getenv password POSTGRES_PASSWORD
CREATE USER frontend PASSWORD :'password';
CREATE USER inventory PASSWORD :'password';
CREATE DATABASE frontend OWNER frontend TEMPLATE template0 ENCODING 'UTF8';
CREATE DATABASE inventory OWNER inventory TEMPLATE template0 ENCODING 'UTF8';
REVOKE CONNECT ON DATABASE frontend, inventory FROM PUBLIC;

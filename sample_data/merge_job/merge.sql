-- The merge itself: what approved.csv says and nothing else, in one transaction, with the rows that belong to it.
-- psql sets `certificate`; survivors come in the order of their IDs, so that two jobs cannot wait for each other.
begin;
set local sekisho.certificate = :'certificate';
create temp table approved (survivor_id text, merged_id text, reason text) on commit drop;
\copy approved from 'gate/approved.csv' (format csv, header)
select 1 from crm.customer c join approved a on a.survivor_id = c.customer_id order by c.customer_id for update of c;
update crm.customer c set merged_into = a.survivor_id from approved a where a.merged_id = c.customer_id;
update crm.purchase p set customer_id = a.survivor_id from approved a where a.merged_id = p.customer_id;
commit;

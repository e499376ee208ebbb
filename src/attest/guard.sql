-- The guard of @TABLE@: PostgreSQL itself refuses a merge that no certificate of sekisho covers.
-- Made by: sekisho guard postgres. Run it again after the policy, the program or the list of tables changes:
--   psql -v ON_ERROR_STOP=1 -f guard.sql
-- Needs PostgreSQL 13 or later and a role that may create roles, and triggers on the guarded tables.
begin;
set local standard_conforming_strings = on;
set local client_min_messages = warning;
set local check_function_bodies = off;

-- Roles: the guard owns what decides; the loader brings papers; the job merges; stewards take merges back.
do $sekisho$
declare role_name text;
begin
  foreach role_name in array array['sekisho_guard', @LOADER@, @JOB@, @STEWARD@] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      execute pg_catalog.format('create role %I nologin', role_name);
    end if;
  end loop;
end $sekisho$;
create schema if not exists sekisho;
alter schema sekisho owner to sekisho_guard;
revoke all on schema sekisho from public;

-- What is guarded, by which policy, and until when merges may run at all: the lease must be renewed, or merges stop.
create table if not exists sekisho.guarded (
  one boolean primary key default true check (one),
  policy text not null, program text not null,
  parameters text not null,
  armed_until timestamptz not null default '-infinity');
-- One row a certificate; its ID is the SHA-256 of the signed statement.
create table if not exists sekisho.certificate (
  id text primary key check (id ~ '^[0-9a-f]{64}$'),
  key_id text not null, policy text not null, program text not null, proposer text not null,
  pairs bigint not null check (pairs >= 0),
  issued timestamptz not null, expires timestamptz not null check (expires > issued),
  loaded_at timestamptz not null default pg_catalog.clock_timestamp(), loaded_by text not null default session_user,
  loaded_xid xid8 not null default pg_catalog.pg_current_xact_id(),
  revoked_at timestamptz);
-- One row an approved pair; it is used once.
create table if not exists sekisho.approval (
  certificate text not null references sekisho.certificate,
  survivor text not null, merged text not null, check (survivor <> merged),
  survivor_row bytea not null check (octet_length(survivor_row) = 32),
  merged_row bytea not null check (octet_length(merged_row) = 32),
  used_xid xid8, used_at timestamptz,
  primary key (certificate, merged));
-- What was merged, what both records were before, and whether it was taken back. Only the guard writes it, while it holds
-- the certificate's row, so that no foreign key has to look for that row a second time.
create table if not exists sekisho.journal (
  id bigint generated always as identity primary key,
  certificate text not null,
  survivor text not null, merged text not null,
  before_survivor jsonb not null, before_merged jsonb not null,
  merged_at timestamptz not null default pg_catalog.clock_timestamp(), merged_by text not null default session_user,
  merged_xid xid8 not null default pg_catalog.pg_current_xact_id(),
  undone_at timestamptz, undone_by text, undone_xid xid8);
create index if not exists journal_merged on sekisho.journal (merged) where undone_at is null;
-- Every row of another table that moved with a merge, by its key.
create table if not exists sekisho.moved (
  journal bigint not null references sekisho.journal,
  child text not null, key jsonb not null);
create index if not exists moved_journal on sekisho.moved (journal);
-- Who allowed which merge to be taken back, and why. Somebody else takes it back.
create table if not exists sekisho.unmerge_approval (
  journal bigint primary key references sekisho.journal,
  approved_by text not null default session_user,
  approved_at timestamptz not null default pg_catalog.clock_timestamp(),
  reason text not null check (reason <> ''));
do $sekisho$
declare table_name text;
begin
  foreach table_name in array array['guarded', 'certificate', 'approval', 'journal', 'moved', 'unmerge_approval'] loop
    execute pg_catalog.format('alter table sekisho.%I owner to sekisho_guard', table_name);
    execute pg_catalog.format('revoke all on sekisho.%I from public', table_name);
  end loop;
end $sekisho$;

-- The digest of a row (sekisho.row.1): the same bytes as in the program, see PREDICATE.md. NULL and '' are one.
create or replace function sekisho.row_digest(r @TABLE@) returns bytea language sql stable parallel safe
as $sekisho$
  select pg_catalog.sha256('sekisho.row.1'::bytea@CELLS@)
$sekisho$;

-- Holds every change of the customers' table against the approvals. It runs after the row was written, so that no other
-- trigger can change what was checked, and in every replication role.
create or replace function sekisho.guard_customer() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp set datestyle = 'ISO, YMD' set timezone = 'UTC' set intervalstyle = 'postgres'
set extra_float_digits = 1 set bytea_output = 'hex' set standard_conforming_strings = on
as $sekisho$
#variable_conflict use_variable
declare
  named text := pg_catalog.current_setting('sekisho.certificate', true);
  state sekisho.guarded;
  paper sekisho.certificate;
  pair sekisho.approval;
  survivor_row @TABLE@;
  target @TABLE@.@ID@%type;
begin
  if tg_op = 'TRUNCATE' then
    raise exception 'sekisho: the customers are not truncated' using errcode = 'SK001';
  end if;
  if tg_op = 'UPDATE' and new.@ID@ is distinct from old.@ID@ then
    raise exception 'sekisho: an ID is not changed' using errcode = 'SK004';
  end if;
--@mark
  if tg_op = 'DELETE' then
    raise exception 'sekisho: no record is deleted; a merge marks it' using errcode = 'SK002';
  end if;
  if tg_op = 'INSERT' then
    if new.@MERGED@ is not null then
      raise exception 'sekisho: a record does not begin as a merged one' using errcode = 'SK003';
    end if;
    return null;
  end if;
  if new.@MERGED@ is not distinct from old.@MERGED@ then
    return null;
  end if;
  if old.@MERGED@ is not null then
    if new.@MERGED@ is null and exists (select from sekisho.journal j where j.merged = old.@ID@::text
        and j.survivor = old.@MERGED@::text and j.undone_xid = pg_current_xact_id()) then
      return null;
    end if;
    raise exception 'sekisho: a merge is taken back by sekisho.unmerge only' using errcode = 'SK005';
  end if;
--@end
--@delete
  if tg_op = 'UPDATE' then
    return null;
  end if;
  if tg_op = 'INSERT' then
    if exists (select from sekisho.journal j where j.merged = new.@ID@::text
        and (j.undone_at is null and j.undone_xid is distinct from pg_current_xact_id())) then
      raise exception 'sekisho: an ID that was merged away is not used again' using errcode = 'SK003';
    end if;
    return null;
  end if;
--@end
  select * into state from sekisho.guarded for share;
  if not found or state.armed_until < clock_timestamp() then
    raise exception 'sekisho: merges are not armed' using errcode = 'SK006';
  end if;
  if named is null or named = '' then
    raise exception 'sekisho: no certificate is named' using errcode = 'SK007';
  end if;
  select * into paper from sekisho.certificate c where c.id = named for share;
  if not found then
    raise exception 'sekisho: the certificate is not known' using errcode = 'SK008';
  end if;
  if paper.revoked_at is not null then
    raise exception 'sekisho: the certificate was revoked' using errcode = 'SK009';
  end if;
  if paper.expires <= clock_timestamp() then
    raise exception 'sekisho: the certificate has expired' using errcode = 'SK010';
  end if;
  if paper.policy <> state.policy or paper.program <> state.program then
    raise exception 'sekisho: the certificate is of another policy or program' using errcode = 'SK011';
  end if;
  update sekisho.approval a set used_xid = pg_current_xact_id(), used_at = clock_timestamp()
    where a.certificate = named and a.merged = old.@ID@::text and a.used_xid is null
--@mark
    and a.survivor = new.@MERGED@::text
--@end
    returning * into pair;
  if not found then
    if exists (select from sekisho.approval a where a.certificate = named and a.merged = old.@ID@::text
--@mark
        and a.survivor = new.@MERGED@::text
--@end
        and a.used_xid is not null) then
      raise exception 'sekisho: the approval was already used' using errcode = 'SK013';
    end if;
    raise exception 'sekisho: the pair is not approved' using errcode = 'SK012';
  end if;
  target := pair.survivor;
  select * into survivor_row from @TABLE@ c where c.@ID@ = target for update;
--@mark
  if not found or survivor_row.@MERGED@ is not null then
    raise exception 'sekisho: the survivor is gone or itself merged' using errcode = 'SK014';
  end if;
--@end
--@delete
  if not found then
    raise exception 'sekisho: the survivor is gone or itself merged' using errcode = 'SK014';
  end if;
--@end
  if sekisho.row_digest(old) <> pair.merged_row or sekisho.row_digest(survivor_row) <> pair.survivor_row then
    raise exception 'sekisho: a record changed since it was checked' using errcode = 'SK015';
  end if;
--@mark
  if exists (select from @TABLE@ c where c.@MERGED@ = old.@ID@) then
    raise exception 'sekisho: the merged record is the survivor of others' using errcode = 'SK016';
  end if;
  new.@MERGED@ := old.@MERGED@;
  if new *<> old then
    raise exception 'sekisho: a merge changes nothing else of the record' using errcode = 'SK017';
  end if;
--@end
--@delete
  if exists (select from sekisho.journal j where j.survivor = old.@ID@::text and j.undone_at is null) then
    raise exception 'sekisho: the merged record is the survivor of others' using errcode = 'SK016';
  end if;
--@end
  insert into sekisho.journal (certificate, survivor, merged, before_survivor, before_merged)
    values (named, pair.survivor, pair.merged, to_jsonb(survivor_row), to_jsonb(old));
  return null;
end $sekisho$;

-- Approvals come with their certificate, in one transaction, and never later.
create or replace function sekisho.guard_approval() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $sekisho$
begin
  if exists (select from fresh f join sekisho.certificate c on c.id = f.certificate
      where c.loaded_xid <> pg_current_xact_id() or f.used_xid is not null) then
    raise exception 'sekisho: approvals come with their certificate' using errcode = 'SK022';
  end if;
  return null;
end $sekisho$;

-- Renews the lease, for a day at the most.
create or replace function sekisho.arm(lease interval) returns timestamptz language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $sekisho$
declare until timestamptz := clock_timestamp() + lease;
begin
  if lease is null or until > clock_timestamp() + interval '24 hours' then
    raise exception 'sekisho: a lease is a day at the most' using errcode = 'SK023';
  end if;
  update sekisho.guarded set armed_until = until;
  return until;
end $sekisho$;

-- Revokes a certificate; a merge that is under way is waited for.
create or replace function sekisho.revoke_certificate(certificate text) returns boolean language plpgsql
security definer set search_path = pg_catalog, pg_temp
as $sekisho$
begin
  update sekisho.certificate c set revoked_at = coalesce(c.revoked_at, clock_timestamp())
    where c.id = revoke_certificate.certificate;
  return found;
end $sekisho$;

-- Takes one merge back: the record, the rows that moved with it, and those that came since under its own ID.
create or replace function sekisho.unmerge(journal bigint) returns jsonb language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $sekisho$
#variable_conflict use_variable
declare
  entry sekisho.journal;
  approved_by text;
  survivor_id @TABLE@.@ID@%type;
  merged_id @TABLE@.@ID@%type;
  moved_before bigint := 0;
  moved_since bigint := 0;
  n bigint;
begin
  select a.approved_by into approved_by from sekisho.unmerge_approval a where a.journal = unmerge.journal;
  if not found then
    raise exception 'sekisho: nobody allowed this merge to be taken back' using errcode = 'SK030';
  end if;
  if approved_by = session_user then
    raise exception 'sekisho: whoever allows it does not do it' using errcode = 'SK032';
  end if;
  update sekisho.journal j set undone_at = clock_timestamp(), undone_by = session_user,
    undone_xid = pg_current_xact_id() where j.id = unmerge.journal and j.undone_at is null returning * into entry;
  if not found then
    raise exception 'sekisho: this merge was taken back already' using errcode = 'SK031';
  end if;
  survivor_id := entry.survivor;
  merged_id := entry.merged;
--@mark
  update @TABLE@ c set @MERGED@ = null where c.@ID@ = merged_id and c.@MERGED@ = survivor_id;
--@end
--@delete
  insert into @TABLE@ overriding system value
    select (jsonb_populate_record(null::@TABLE@, entry.before_merged)).*;
--@end
  get diagnostics n = row_count;
  if n <> 1 then
    raise exception 'sekisho: the records are not merged as the journal says' using errcode = 'SK031';
  end if;
--@child
  update @CHILD@ t set @COLUMN@ = merged_id where t.@COLUMN@ = survivor_id
    and exists (select from sekisho.moved m where m.journal = entry.id and m.child = @CHILDTEXT@ and to_jsonb(t) @> m.key);
  get diagnostics n = row_count;
  moved_before := moved_before + n;
  update @CHILD@ t set @COLUMN@ = merged_id where t.@COLUMN@ = survivor_id and t.presented_id = merged_id;
  get diagnostics n = row_count;
  moved_since := moved_since + n;
--@end
  return jsonb_build_object('moved_before', moved_before, 'moved_since', moved_since);
end $sekisho$;
--@child

-- @CHILD@: rows change their customer only together with an approved merge, or with one that is taken back. It is held
-- against that when the transaction ends, whichever of both was written first.
create or replace function sekisho.guard_child_@N@() returns trigger language plpgsql security definer
set search_path = pg_catalog, pg_temp
as $sekisho$
declare
  entry bigint;
  key jsonb := '{}';
  i int;
begin
  if new.@COLUMN@ is not distinct from old.@COLUMN@ then
    return null;
  end if;
  select j.id into entry from sekisho.journal j where j.merged = old.@COLUMN@::text
    and j.survivor = new.@COLUMN@::text and j.undone_at is null and j.merged_xid = pg_current_xact_id();
  if found then
    for i in 0 .. tg_nargs - 1 loop
      key := key || jsonb_build_object(tg_argv[i], to_jsonb(new) -> tg_argv[i]);
    end loop;
    insert into sekisho.moved (journal, child, key) values (entry, @CHILDTEXT@, key);
    return null;
  end if;
  if exists (select from sekisho.journal j where j.merged = new.@COLUMN@::text
      and j.survivor = old.@COLUMN@::text and j.undone_xid = pg_current_xact_id()) then
    return null;
  end if;
  raise exception 'sekisho: a row changes its customer with an approved merge only' using errcode = 'SK020';
end $sekisho$;

-- The ID that was shown when the row came to be; never rewritten, so that a row can be given back.
create or replace function sekisho.keep_presented_@N@() returns trigger language plpgsql
set search_path = pg_catalog, pg_temp
as $sekisho$
begin
  if tg_op = 'INSERT' then
    new.presented_id := coalesce(new.presented_id, new.@COLUMN@);
  elsif new.presented_id is distinct from old.presented_id then
    raise exception 'sekisho: the presented ID is not changed' using errcode = 'SK021';
  end if;
  return new;
end $sekisho$;
--@end

-- Who may do what. The guard owns its functions, and they run as it.
do $sekisho$
declare function_name regprocedure;
begin
  for function_name in select p.oid::regprocedure from pg_catalog.pg_proc p
      where p.pronamespace = 'sekisho'::regnamespace loop
    execute pg_catalog.format('alter function %s owner to sekisho_guard', function_name);
    execute pg_catalog.format('revoke all on function %s from public', function_name);
  end loop;
end $sekisho$;
grant usage on schema sekisho to @LOADERID@, @JOBID@, @STEWARDID@;
grant usage on schema @SCHEMA@ to sekisho_guard;
grant select, insert, update on @TABLE@ to sekisho_guard;
grant select on sekisho.guarded, sekisho.certificate, sekisho.approval to @LOADERID@, @JOBID@, @STEWARDID@;
grant insert (id, key_id, policy, program, proposer, pairs, issued, expires) on sekisho.certificate to @LOADERID@;
grant insert (certificate, survivor, merged, survivor_row, merged_row) on sekisho.approval to @LOADERID@;
grant execute on function sekisho.arm(interval), sekisho.revoke_certificate(text) to @LOADERID@;
grant execute on function sekisho.revoke_certificate(text) to @STEWARDID@;
grant select (id, certificate, survivor, merged, merged_at, merged_by, undone_at, undone_by) on sekisho.journal
  to @LOADERID@, @JOBID@, @STEWARDID@;
grant insert (journal, reason), select on sekisho.unmerge_approval to @STEWARDID@;
grant execute on function sekisho.unmerge(bigint) to @STEWARDID@;
grant execute on function sekisho.row_digest(@TABLE@) to @LOADERID@, @JOBID@, @STEWARDID@;

--@mark
-- Without this index every merge reads the whole table.
create index if not exists sekisho_merged on @TABLE@ (@MERGED@) where @MERGED@ is not null;
--@end
drop trigger if exists sekisho_guard on @TABLE@;
drop trigger if exists sekisho_truncate on @TABLE@;
create trigger sekisho_guard after insert or update or delete on @TABLE@
  for each row execute function sekisho.guard_customer();
create trigger sekisho_truncate before truncate on @TABLE@
  for each statement execute function sekisho.guard_customer();
alter table @TABLE@ enable always trigger sekisho_guard;
alter table @TABLE@ enable always trigger sekisho_truncate;
drop trigger if exists sekisho_approval on sekisho.approval;
create trigger sekisho_approval after insert on sekisho.approval referencing new table as fresh
  for each statement execute function sekisho.guard_approval();
alter table sekisho.approval enable always trigger sekisho_approval;
--@child
grant usage on schema @CHILDSCHEMA@ to sekisho_guard;
grant select, update on @CHILD@ to sekisho_guard;
do $sekisho$
declare
  kind text;
  keys text;
begin
  select pg_catalog.format_type(a.atttypid, a.atttypmod) into strict kind from pg_catalog.pg_attribute a
    where a.attrelid = @CHILDTEXT@::regclass and a.attname = @COLUMNTEXT@ and not a.attisdropped;
  select pg_catalog.string_agg(pg_catalog.quote_literal(a.attname), ', ' order by a.attnum) into keys
    from pg_catalog.pg_index i join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
    where i.indrelid = @CHILDTEXT@::regclass and i.indisprimary;
  if keys is null then
    raise exception 'sekisho: % needs a primary key', @CHILDTEXT@ using errcode = 'SK024';
  end if;
  drop trigger if exists sekisho_guard on @CHILD@;
  drop trigger if exists sekisho_presented on @CHILD@;
  if not exists (select from pg_catalog.pg_attribute a where a.attrelid = @CHILDTEXT@::regclass
      and a.attname = 'presented_id' and not a.attisdropped) then
    execute pg_catalog.format('alter table @CHILDFORMAT@ add column presented_id %s', kind);
    update @CHILD@ set presented_id = @COLUMN@;
  end if;
  execute pg_catalog.format('create constraint trigger sekisho_guard after update on @CHILDFORMAT@ deferrable '
    'initially deferred for each row execute function sekisho.guard_child_@N@(%s)', keys);
end $sekisho$;
create trigger sekisho_presented before insert or update on @CHILD@
  for each row execute function sekisho.keep_presented_@N@();
alter table @CHILD@ enable always trigger sekisho_guard;
alter table @CHILD@ enable always trigger sekisho_presented;
--@end

insert into sekisho.guarded (policy, program, parameters) values (@POLICY@, @PROGRAM@, @PARAMETERS@)
  on conflict (one) do update set policy = excluded.policy, program = excluded.program,
  parameters = excluded.parameters;
commit;

/**
 * The same tables as SQLite's (see `sqlite/schema.ts`, which says what they hold), with the same names. Texts are compared
 * byte by byte (`collate "C"`), whatever the language of the database is.
 *
 * Rows of `organization` are locked by whoever commits to it until that is through: so its versions become visible in the
 * order of their sequences, without gaps, whichever server writes.
 */
export const FIRST_SCHEMA = `
create table setting (name text primary key, value bytea not null);

create table organization (
  key bigint generated always as identity primary key,
  id text collate "C" not null unique,
  slug text collate "C" not null unique,
  name text collate "C" not null,
  sequence bigint not null default 0,
  last_updated bigint not null default 0,
  living bigint not null default 0,
  audited_after bigint not null default 0
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

create table language (
  organization bigint not null references organization,
  language text collate "C" not null,
  living bigint not null,
  primary key (organization, language)
);

create table version (
  organization bigint not null,
  sequence bigint not null,
  superseded bigint,
  id text collate "C" not null,
  number bigint not null,
  last_updated bigint not null,
  interaction text not null check (interaction in ('create', 'update', 'delete')),
  status text not null check (status in ('200', '201', '204')),
  author text not null,
  reason text,
  language text collate "C",
  sha256 bytea,
  sha1 bytea,
  size bigint,
  fields text
);
create unique index version_sequence on version (organization, sequence);
create unique index version_number on version (organization, id, number);
create index version_living on version (organization, sequence)
  where superseded is null and fields is not null;
create index version_language on version (organization, language, sequence)
  where superseded is null and fields is not null and language is not null;
create index version_superseded on version (organization, superseded, sequence)
  where superseded is not null and fields is not null;
create index version_content on version (sha256, organization) where sha256 is not null;
create index version_current_content on version (organization, sha256, sequence)
  where superseded is null and sha256 is not null;

create table token (
  name text collate "C" primary key,
  hash bytea not null unique,
  access text not null check (access in ('read', 'write')),
  admin boolean not null,
  everywhere boolean not null,
  expires bigint,
  created bigint not null
);
create table token_organization (
  token text collate "C" not null references token on delete cascade,
  organization bigint not null references organization,
  primary key (token, organization)
);

create table audit (
  key bigint generated always as identity primary key,
  at bigint not null,
  request_id text not null,
  token text,
  organization text collate "C",
  interaction text not null,
  id text collate "C",
  version_id text,
  status integer not null,
  duration double precision not null,
  bytes bigint not null,
  security_context text,
  log_cdata text,
  folded text
);
create index audit_at on audit (at, key);
create index audit_organization on audit (organization, at, key) where organization is not null;
create index audit_organization_order on audit (organization, key) where organization is not null;
create index audit_id_order on audit (id, key) where id is not null;
create index audit_dropped on audit (organization) where interaction = 'dropped';

create table content_holder (id text primary key, expires bigint not null);
create table content_lease (
  sha256 bytea not null,
  owner bigint not null,
  id text not null,
  holder text not null references content_holder on delete cascade,
  removing boolean not null,
  primary key (sha256, owner, id)
);
create index content_lease_holder on content_lease (holder);

create table upload (
  id text collate "C" primary key,
  organization bigint not null references organization,
  owner text not null,
  length bigint not null,
  received bigint not null,
  metadata text not null,
  expires bigint not null,
  writer text,
  "binary" text collate "C",
  number bigint
);
create index upload_owner on upload (organization, owner);
create index upload_expires on upload (expires);

create table content_sums (
  sha256 bytea not null,
  part integer not null,
  sums bytea not null,
  primary key (sha256, part)
);
create table content_fault (
  sha256 bytea not null,
  owner bigint not null,
  fault text not null check (fault in ('damaged', 'missing')),
  noticed bigint not null,
  primary key (sha256, owner)
);
create table content_check (
  which text primary key check (which in ('current', 'last')),
  started bigint not null,
  finished bigint,
  sha256 bytea not null,
  owner bigint not null,
  contents bigint not null,
  bytes bigint not null,
  unneeded bigint not null,
  unneeded_bytes bigint not null,
  problem text
);
`

/**
 * What would take many journeys one by one: `first_since` finds by halving the first version that is not older than an
 * instant (see `sqlite/history.ts`); the others are what leases.ts says of them. Clocks are the database's, the same for all
 * servers; `skew` is for tests.
 */
export const FUNCTIONS = `
create function now_ms(skew bigint) returns bigint language sql volatile as
$$ select (extract(epoch from clock_timestamp()) * 1000)::bigint + skew $$;

create function first_since(the_organization bigint, since bigint, newest bigint) returns bigint
language plpgsql stable as $$
declare low bigint := 1; high bigint := newest + 1; middle bigint; instant bigint;
begin
  while low < high loop
    middle := (low + high) / 2;
    select last_updated into instant from version
      where organization = the_organization and sequence = middle;
    if coalesce(instant, 0) >= since then high := middle; else low := middle + 1; end if;
  end loop;
  return low;
end $$;

create function first_number_since(the_organization bigint, the_id text, since bigint, newest bigint)
returns bigint language plpgsql stable as $$
declare low bigint := 1; high bigint := newest + 1; middle bigint; instant bigint;
begin
  while low < high loop
    middle := (low + high) / 2;
    select last_updated into instant from version
      where organization = the_organization and id = the_id and number = middle;
    if coalesce(instant, 0) >= since then high := middle; else low := middle + 1; end if;
  end loop;
  return low;
end $$;

create function is_needed(the_sha256 bytea, the_owner bigint) returns boolean language sql stable as
$$ select exists (select 1 from version
     where sha256 = the_sha256 and (the_owner = 0 or organization = the_owner)) $$;

create function renew_holder(the_holder text, lifetime bigint, skew bigint) returns void
language sql volatile as
$$ insert into content_holder (id, expires) values (the_holder, now_ms(skew) + lifetime)
   on conflict (id) do update set expires = excluded.expires $$;

create function end_leases(hashes bytea[], owners bigint[], ids text[]) returns void
language sql volatile as
$$ delete from content_lease using unnest(hashes, owners, ids) as ended (sha256, owner, id)
   where content_lease.sha256 = ended.sha256 and content_lease.owner = ended.owner
     and content_lease.id = ended.id $$;

create function end_expired(the_holder text, lifetime bigint, skew bigint) returns void
language plpgsql volatile as $$
begin
  perform renew_holder(the_holder, lifetime, skew);
  delete from content_holder where id in (
    select id from content_holder where expires <= now_ms(skew) and id <> the_holder
    order by id for update skip locked);
end $$;

create function take_lease(the_sha256 bytea, the_owner bigint, place bigint, the_id text,
  the_holder text, lifetime bigint, skew bigint) returns boolean language plpgsql volatile as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  perform pg_advisory_xact_lock(place);
  if not exists (select 1 from content_holder where id = the_holder) then
    perform renew_holder(the_holder, lifetime, skew);
  end if;
  if exists (select 1 from content_lease
      where sha256 = the_sha256 and owner = the_owner and removing) then
    perform end_expired(the_holder, lifetime, skew);
    if exists (select 1 from content_lease
        where sha256 = the_sha256 and owner = the_owner and removing) then
      return false;
    end if;
  end if;
  insert into content_lease (sha256, owner, id, holder, removing)
    values (the_sha256, the_owner, the_id, the_holder, false);
  return true;
end $$;

create function claim_contents(hashes bytea[], owners bigint[], places bigint[], the_id text,
  the_holder text, lifetime bigint, skew bigint) returns table (place integer)
language plpgsql volatile as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  -- Each in the same order as by everybody else, so that nobody waits for who waits for him.
  perform pg_advisory_xact_lock(one) from (select distinct unnest(places) as one order by 1) as all_places;
  perform end_expired(the_holder, lifetime, skew);
  return query
    with wanted as (
      select * from unnest(hashes, owners) with ordinality as one (sha256, owner, at)
    ), claimed as (
      insert into content_lease (sha256, owner, id, holder, removing)
      select distinct wanted.sha256, wanted.owner, the_id, the_holder, true from wanted
      where not is_needed(wanted.sha256, wanted.owner)
        and not exists (select 1 from content_lease as held
          where held.sha256 = wanted.sha256 and held.owner = wanted.owner)
      returning content_lease.sha256, content_lease.owner
    )
    select wanted.at::integer from wanted join claimed using (sha256, owner) order by wanted.at;
end $$;
`

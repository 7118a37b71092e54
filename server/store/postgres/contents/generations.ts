import type { ContentName } from '../../contents.ts'
import type { Queries } from '../database.ts'

/**
 * As SQLite's, see `sqlite/contents/generations.ts`. A claim that ends without its process having said that the removal is
 * over takes the content on to its next place, in the statement that ends it.
 */
export const CONTENT_GENERATIONS = `
create table content_generation (
  sha256 bytea not null,
  owner bigint not null,
  generation integer not null,
  primary key (sha256, owner)
);

create function generation_of(the_sha256 bytea, the_owner bigint) returns integer
language sql stable as
$$ select coalesce((select generation from content_generation
     where sha256 = the_sha256 and owner = the_owner), 0) $$;

create function end_holders(holders text[]) returns void language sql volatile as
$$ insert into content_generation (sha256, owner, generation)
   select distinct sha256, owner, 1 from content_lease
   where removing and holder = any(holders) order by 1, 2
   on conflict (sha256, owner) do update set generation = content_generation.generation + 1;
   delete from content_holder where id = any(holders) $$;

create or replace function end_expired(the_holder text, lifetime bigint, skew bigint) returns void
language plpgsql volatile as $$
begin
  perform renew_holder(the_holder, lifetime, skew);
  perform end_holders(array(
    select id from content_holder where expires <= now_ms(skew) and id <> the_holder
    order by id for update skip locked));
end $$;

drop function end_leases(bytea[], bigint[], text[]);
create function end_leases(hashes bytea[], owners bigint[], ids text[], doubtful boolean[])
returns void language sql volatile as
$$ with ended as (
     delete from content_lease
     using unnest(hashes, owners, ids, doubtful) as one (sha256, owner, id, doubtful)
     where content_lease.sha256 = one.sha256 and content_lease.owner = one.owner
       and content_lease.id = one.id
     returning one.sha256, one.owner, one.doubtful and removing as doubtful)
   insert into content_generation (sha256, owner, generation)
   select distinct sha256, owner, 1 from ended where doubtful order by 1, 2
   on conflict (sha256, owner) do update set generation = content_generation.generation + 1 $$;

drop function take_lease(bytea, bigint, bigint, text, text, bigint, bigint);
create function take_lease(the_sha256 bytea, the_owner bigint, place bigint, the_id text,
  the_holder text, lifetime bigint, skew bigint) returns integer language plpgsql volatile as $$
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
      return null;
    end if;
  end if;
  insert into content_lease (sha256, owner, id, holder, removing)
    values (the_sha256, the_owner, the_id, the_holder, false);
  return generation_of(the_sha256, the_owner);
end $$;

drop function claim_contents(bytea[], bigint[], bigint[], text, text, bigint, bigint);
create function claim_contents(hashes bytea[], owners bigint[], places bigint[], the_id text,
  the_holder text, lifetime bigint, skew bigint) returns table (place integer, generation integer)
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
    select wanted.at::integer, generation_of(wanted.sha256, wanted.owner)
    from wanted join claimed using (sha256, owner) order by wanted.at;
end $$;
`

/** Where a content is that somebody needs. */
export function openGenerations({
  one,
}: Pick<Queries, 'one'>): (content: ContentName) => Promise<number> {
  return async ({ owner, sha256 }) => {
    const row = await one<{ generation: number }>(
      'select generation_of($1, $2) as generation',
      Buffer.from(sha256, 'hex'),
      owner,
    )
    return row?.generation ?? 0
  }
}

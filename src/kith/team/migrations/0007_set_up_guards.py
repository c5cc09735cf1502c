"""
No team opens without what it must have, and none takes people before it has opened: the database holds both.

The list is data (`policy/team-setup.csv`); `team_musts` is the part that no copy of it may leave out, and a test holds the
two together. Bank holidays are no table here, so that the rota of the fortnight may miss as many days as there can be of
them; the operation counts exactly.

Teams that were there before the list are open since they were made; nobody has said for them what the list asks.
"""

from django.db import migrations

from kith.access.guards import protect

# FORCE binds the owner too, and the guards ask for an act, of which a migration has none: both rest while rows are carried.
CARRY = """
alter table team_team no force row level security;
alter table team_team disable trigger user;
update team_team set opened_at = recorded_at, opened_how = 'before the list';
alter table team_team enable trigger user;
alter table team_team force row level security;
"""

OPENING = """
create function team_musts() returns table (line text, met_by text, roles text[], days int) language sql immutable as $$
    values ('cohort', 'statement', '{}'::text[], 0), ('footprint', 'footprint', '{}', 0),
           ('members', 'members', '{team-lead,nurse,social-worker}', 0), ('supervision', 'statement', '{}', 0),
           ('partners', 'statement', '{}', 0), ('gp-time', 'statement', '{}', 0), ('rota', 'rota', '{}', 14),
           ('cover', 'cover', '{}', 14), ('tables', 'tables', '{}', 0), ('procedures', 'statement', '{}', 0),
           ('ways', 'statement', '{}', 0)
$$;

-- the days from one on which a team may have to work and has no rota that was published by a moment
create function team_days_without_rota(of_team uuid, moment timestamptz, number_of_days int) returns bigint
language sql stable as $$
    select count(*) from team_team t
      cross join generate_series(0, number_of_days - 1) n
      cross join lateral (select (moment at time zone 'Europe/London')::date + n as day) d
     where t.id = of_team and (extract(isodow from d.day)::int - 1) = any(t.working_weekdays)
       and not d.day = any(t.extra_closed)
       and not exists (select 1 from team_rotaday r
                        where r.team_id = t.id and r.day = d.day and r.published_at <= moment)
$$;

create function team_missing_musts(of_team uuid, moment timestamptz) returns setof text language sql stable as $$
    select m.line from team_team t cross join team_musts() m
     where t.id = of_team and not case m.met_by
        when 'statement' then exists (
            select 1 from team_statement s where s.team_id = t.id and s.line = m.line and s.stated_at <= moment
               and (s.ended_at is null or s.ended_at > moment) and s.until >= (moment at time zone 'Europe/London')::date)
        when 'footprint' then exists (select 1 from team_footprint f where f.team_id = t.id and f.since <= moment)
        when 'members' then (select count(distinct x.role) from team_member x
             where x.team_id = t.id and x.role = any(m.roles) and x.during @> moment) = cardinality(m.roles)
        when 'rota' then exists (select 1 from team_rotaday r where r.team_id = t.id and r.published_at <= moment
                and r.day >= (moment at time zone 'Europe/London')::date
                and r.day < (moment at time zone 'Europe/London')::date + m.days)
            and team_days_without_rota(t.id, moment, m.days) <= case when t.works_bank_holidays then 0 else 3 end
        when 'cover' then tstzrange(moment, moment + make_interval(days => m.days)) <@ (
            select coalesce(range_agg(c.during), '{}') from team_oncall c where c.place_id = t.place_id)
        when 'tables' then exists (select 1 from policy_version v
             where v.scope = 'place' and v.scope_id = t.place_id and v.status <> 'draft' and v.effective_from <= moment)
        end
     order by m.line
$$;

create function team_opens_by_the_list() returns trigger language plpgsql as $$
declare lines text;
begin
    if tg_op = 'UPDATE' and old.opened_at is not null then
        if (new.opened_at, new.opened_how) is distinct from (old.opened_at, old.opened_how) then
            perform act_refuse('A team opens once, and stays open.');
        end if;
        return new;
    end if;
    if new.opened_at is null then return new; end if;
    if new.opened_how <> 'by the list' or new.opened_at is distinct from act_moment() then
        perform act_refuse('A team opens now, by the list of its set-up.');
    end if;
    return new;
end $$;
create trigger opens_by_the_list before insert or update on team_team
    for each row execute function team_opens_by_the_list();

create function team_opened_with_musts() returns trigger language plpgsql as $$
declare lines text;
begin
    select string_agg(line, ', ') into lines from team_missing_musts(new.id, new.opened_at) line;
    if lines is not null then
        perform act_refuse(format('The team cannot open yet. Still missing: %s.', lines));
    end if;
    return null;
end $$;
create constraint trigger opened_with_musts after insert or update of opened_at on team_team
    deferrable initially deferred for each row when (new.opened_at is not null)
    execute function team_opened_with_musts();

create function team_is_open(of_team uuid) returns boolean
language sql stable security definer set search_path = public as $$
    select exists (select 1 from team_team t where t.id = of_team and t.opened_at is not null)
$$;
alter function team_is_open(uuid) owner to kith_definer;
"""

UNDO_OPENING = """
drop function team_is_open(uuid);
drop trigger opened_with_musts on team_team; drop function team_opened_with_musts();
drop trigger opens_by_the_list on team_team; drop function team_opens_by_the_list();
drop function team_missing_musts(uuid, timestamptz);
drop function team_days_without_rota(uuid, timestamptz, int); drop function team_musts();
"""

READ = """
grant select on place_place, team_rotaday, team_statement, team_footprint, team_goal to kith_definer;
create policy definer_set_up on team_rotaday for select to kith_definer using (true);
create policy definer on team_statement for select to kith_definer using (true);
create policy definer on team_footprint for select to kith_definer using (true);
create policy definer on team_goal for select to kith_definer using (true);

-- What Kith sees of the set-up of one team, or of the teams of places: for those on them, for Kith itself, and for who is place
-- manager on any team of the place, also of teams on which they have no seat. Nothing in it is about people on lists.
create function team_set_up(of_places uuid[], of_team uuid) returns table (
    id uuid, place text, place_id uuid, name text, slug text, made_at timestamptz, opened_at timestamptz, opened_how text,
    weekdays smallint[], extra_closed date[], works_bank_holidays boolean, members jsonb, gone jsonb, published date[],
    cover jsonb, footprint jsonb, goals jsonb, statements jsonb)
language sql stable security definer set search_path = public as $$
    select t.id, p.name, p.id, t.name, t.slug,
        (select min(lower(s.during)) from access_seat s where s.team_id = t.id and s.role = 'kith'), t.opened_at, t.opened_how, t.working_weekdays, t.extra_closed, t.works_bank_holidays,
        coalesce((select jsonb_agg(jsonb_build_object('role', m.role, 'name', a.name, 'account_id', a.id) order by a.name, m.role)
           from team_member m join access_account a on a.id = m.account_id
          where m.team_id = t.id and m.during @> act_moment() and m.role <> 'on-call'
            and (a.ended_at is null or a.ended_at > act_moment())), '[]'),
        coalesce((select jsonb_object_agg(g.role, g.at) from (
            select m.role, max(upper(m.during)) as at from team_member m
             where m.team_id = t.id and upper(m.during) <= act_moment() group by m.role) g), '{}'),
        array(select r.day from team_rotaday r where r.team_id = t.id and r.published_at is not null
                 and r.day >= (act_moment() at time zone 'Europe/London')::date
                 and r.day <= (act_moment() at time zone 'Europe/London')::date + 60 order by r.day),
        coalesce((select jsonb_agg(jsonb_build_object('start_at', lower(c.during), 'end_at', upper(c.during)) order by lower(c.during))
           from team_oncall c where c.place_id = t.place_id and c.during && tstzrange(act_moment(), null)), '[]'),
        (select jsonb_build_object('neighbourhood', f.neighbourhood, 'areas', f.areas, 'practices', f.practices, 'since', f.since)
           from team_footprint f where f.team_id = t.id),
        coalesce((select jsonb_agg(jsonb_build_object('number', g.number, 'words', g.words, 'measure', g.measure) order by g.number)
           from team_goal g where g.team_id = t.id), '[]'),
        coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'line', s.line, 'words', s.words, 'link', s.link,
                'by', a.name, 'role', s.stated_as, 'stated_at', s.stated_at, 'until', s.until, 'ended_at', s.ended_at))
           from (select distinct on (line) * from team_statement where team_id = t.id order by line, (ended_at is null) desc, stated_at desc, id) s
           join access_account a on a.id = s.stated_by_id), '[]')
      from team_team t join place_place p on p.id = t.place_id
     where t.place_id = any(of_places) and (of_team is null or t.id = of_team)
       and (act_is_kith() or t.id = any(my_teams())
            or exists (select 1 from access_seat s join team_team o on o.id = s.team_id
                        where s.account_id = act_account() and s.during @> act_moment() and s.role = 'place-manager'
                          and o.place_id = t.place_id))
     order by p.name, t.name, t.id
$$;
alter function team_set_up(uuid[], uuid) owner to kith_definer;
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0006_set_up"), ("policy", "0002_guards")]
    operations = [
        migrations.RunSQL(CARRY, migrations.RunSQL.noop),
        protect("team_footprint", team="team_id", kith=True),
        protect("team_goal", team="team_id", kith=True, deletable=True),
        protect("team_statement", team="team_id", kith=True),
        migrations.RunSQL(OPENING, UNDO_OPENING),
        migrations.RunSQL(READ, "drop function team_set_up(uuid[], uuid);"),
    ]

"""
What a team must have before it opens is what the list in force says: the database reads the same text as everybody else.

The list is a rule table of the place (`team-setup`), to which a team may add and from which it takes nothing. Both are read, so that a team's
own can leave nothing out; for a place that has not published one, what shipped when the database first held the list stands.
"""

from django.db import migrations

READING = r"""
-- the cells of a text in CSV: its lines counted from 0 with the names of the columns, its cells from 1
create function csv_cells(content text) returns table (line bigint, place bigint, cell text) language sql immutable as $$
    with cells as (
        select m.n, m.c[2] as ends,
               replace(case when m.c[1] like '"%' then substr(m.c[1], 2, length(m.c[1]) - 2) else m.c[1] end, '""', '"') as cell
          from regexp_matches(content, '("(?:[^"]|"")*"|[^,"\r\n]*)(,|\r\n|\n|\r|$)', 'g') with ordinality m(c, n)
    ), lines as (
        select c.n, c.cell, coalesce(count(*) filter (where c.ends <> ',')
                   over (order by c.n rows between unbounded preceding and 1 preceding), 0) as line
          from cells c
    )
    select l.line, row_number() over (partition by l.line order by l.n), l.cell from lines l
$$;

-- the must-haves that a text of the list names
create function set_up_musts(content text) returns table (line text, met_by text, roles text[], days int)
language sql immutable as $$
    with cells as (select c.line, h.cell as name, c.cell from csv_cells(content) c
                     join csv_cells(content) h on h.line = 0 and h.place = c.place and c.line > 0),
         rows as (select max(cell) filter (where name = 'line') as line, max(cell) filter (where name = 'need') as need,
                         max(cell) filter (where name = 'met_by') as met_by, max(cell) filter (where name = 'roles') as roles,
                         max(cell) filter (where name = 'days') as days from cells group by cells.line)
    select r.line, r.met_by, array_remove(regexp_split_to_array(trim(r.roles), '\s*\|\s*'), ''),
           case when r.met_by in ('rota', 'cover') then r.days::int else 0 end
      from rows r where r.need = 'must'
$$;

-- the text of the list in force for a place or a team at a moment; null where it has none of its own
create function set_up_text(of_scope uuid, moment timestamptz) returns text language sql stable as $$
    select case when v.retired_at is null or v.retired_at > moment then v.texts ->> 'team-setup.csv' end
      from policy_version v
     where v.scope_id = of_scope and v.table_name = 'team-setup' and v.effective_from <= moment
       and (v.retired_at is null or v.retired_at >= v.effective_from)
     order by v.effective_from desc, v.number desc limit 1
$$;

drop function team_musts();
create function team_musts(of_team uuid, moment timestamptz) returns table (line text, met_by text, roles text[], days int)
language sql stable as $$
    select m.* from team_team t cross join lateral set_up_musts(set_up_text(t.place_id, moment)) m where t.id = of_team
    union
    select m.* from set_up_musts(set_up_text(of_team, moment)) m
    union
    select f.* from team_team t cross join (
        values ('cohort', 'statement', '{}'::text[], 0), ('footprint', 'footprint', '{}', 0),
               ('members', 'members', '{team-lead,nurse,social-worker}', 0), ('supervision', 'statement', '{}', 0),
               ('partners', 'statement', '{}', 0), ('gp-time', 'statement', '{}', 0), ('rota', 'rota', '{}', 14),
               ('cover', 'cover', '{}', 14), ('tables', 'tables', '{}', 0), ('procedures', 'statement', '{}', 0),
               ('ways', 'statement', '{}', 0)) f
     where t.id = of_team and set_up_text(t.place_id, moment) is null
$$;

create or replace function team_missing_musts(of_team uuid, moment timestamptz) returns setof text language sql stable as $$
    select distinct m.line from team_team t cross join lateral team_musts(t.id, moment) m
     where t.id = of_team and not case m.met_by
        when 'statement' then exists (
            select 1 from team_statement s where s.team_id = t.id and s.line = m.line and s.stated_at <= moment
               and (s.ended_at is null or s.ended_at > moment) and s.until >= (moment at time zone 'Europe/London')::date)
        when 'footprint' then exists (select 1 from team_footprint f where f.team_id = t.id and f.since <= moment)
        when 'goals' then exists (select 1 from team_goal g where g.team_id = t.id)
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
        else false end
     order by m.line
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0007_set_up_guards"), ("policy", "0002_guards")]
    operations = [migrations.RunSQL(READING, migrations.RunSQL.noop)]

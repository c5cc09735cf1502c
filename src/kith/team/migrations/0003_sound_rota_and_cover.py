"""
What the database itself refuses of rotas and memberships, and how the place's on-call cover comes to every team.

Packages that hold work for a member (lists, actions) add their own constraint trigger on team_member for the end of a
membership; this one speaks for the rota alone.
"""

from django.db import migrations

ROTA = """
create function team_day(day date) returns tstzrange language sql immutable as $$
    select tstzrange(day::timestamp at time zone 'Europe/London', (day + 1)::timestamp at time zone 'Europe/London')
$$;
create function team_day_words(day date) returns text language sql immutable as
    $$ select to_char(day, 'FMDay FMDD FMMonth') $$;

-- why a member cannot work on a day, as a sentence; null when nothing is in the way
create function team_not_there(member uuid, on_day date) returns text language sql stable as $$
    select case
        when not m.during && team_day(on_day) then
            format('%s is not on the team on %s. Choose somebody else.', a.name, team_day_words(on_day))
        when exists (select 1 from team_absence b where b.member_id = m.id and b.withdrawn_at is null
                        and on_day between b.first_day and b.last_day) then
            format('%s is away on %s. Choose somebody else.', a.name, team_day_words(on_day))
        end
      from team_member m join access_account a on a.id = m.account_id where m.id = member
$$;

create function team_rotaday_sound() returns trigger language plpgsql as $$
declare sentence text;
begin
    if new.published_at is null then return null; end if;
    select team_not_there(who.id, new.day) into sentence
      from (select new.duty_lead_id id union select new.second_id
            union select s.member_id from team_shift s where s.team_id = new.team_id and s.day = new.day) who
     where team_not_there(who.id, new.day) is not null limit 1;
    if sentence is not null then perform act_refuse(sentence); end if;
    return null;
end $$;
create constraint trigger rota_sound after insert or update on team_rotaday deferrable initially deferred
    for each row execute function team_rotaday_sound();

create function team_shift_sound() returns trigger language plpgsql as $$
declare sentence text;
begin
    select team_not_there(new.member_id, new.day) into sentence from team_rotaday r
     where r.team_id = new.team_id and r.day = new.day and r.published_at is not null;
    if sentence is not null then perform act_refuse(sentence); end if;
    return null;
end $$;
create constraint trigger shift_sound after insert or update on team_shift deferrable initially deferred
    for each row execute function team_shift_sound();

create function team_member_off_the_rota() returns trigger language plpgsql as $$
declare who text; days text;
begin
    select name into who from access_account where id = new.account_id;
    select string_agg(team_day_words(held.day), ', ' order by held.day) into days from (
        select day from team_rotaday where team_id = new.team_id and new.id in (duty_lead_id, second_id)
        union select day from team_shift where team_id = new.team_id and member_id = new.id
    ) held where held.day >= (act_moment() at time zone 'Europe/London')::date and not new.during && team_day(held.day);
    if days is not null then
        perform act_refuse(format('%s is still on the rota on %s. Take them off these days first.', who, days));
    end if;
    return null;
end $$;
create constraint trigger off_the_rota after update of during on team_member deferrable initially deferred
    for each row execute function team_member_off_the_rota();
"""

UNDO_ROTA = """
drop trigger off_the_rota on team_member; drop function team_member_off_the_rota();
drop trigger shift_sound on team_shift; drop function team_shift_sound();
drop trigger rota_sound on team_rotaday; drop function team_rotaday_sound();
drop function team_not_there(uuid, date); drop function team_day_words(date); drop function team_day(date);
"""

COVER = """
grant delete on team_oncall to kith_app;
grant select on team_oncall, access_account to kith_definer;
grant insert on team_member, access_seat to kith_definer;
grant select on team_member to kith_definer;
grant update, delete on access_seat to kith_definer;
create policy definer on team_member to kith_definer using (true) with check (true);
create policy definer_writes on access_seat to kith_definer using (role = 'on-call') with check (role = 'on-call');

-- Bring seats and memberships of the on-call cover into line, from now on, on every team of a place: also on teams that
-- the actor does not see, which is why it is a definer's. A seat lasts exactly as long as the cover; a membership that
-- was once given is left to run out, because work may hang on it, and means nothing without the seat.
create function team_align_cover(of_place uuid) returns void
language plpgsql security definer set search_path = public as $$
declare moment timestamptz := act_moment(); act uuid := act_id();
begin
    delete from access_seat s using team_team t
     where t.id = s.team_id and t.place_id = of_place and s.role = 'on-call' and lower(s.during) >= moment
       and not exists (select 1 from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                          and c.during * tstzrange(moment, null) = s.during);
    update access_seat s set act_id = act, during = tstzrange(lower(s.during), coalesce(
            (select upper(c.during) from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                and c.during @> moment and not upper_inf(c.during)),
            case when exists (select 1 from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                and c.during @> moment) then null else moment end))
      from team_team t
     where t.id = s.team_id and t.place_id = of_place and s.role = 'on-call'
       and lower(s.during) < moment and s.during @> moment
       and not exists (select 1 from team_oncall c where c.place_id = of_place and c.account_id = s.account_id
                          and c.during @> moment and upper(c.during) is not distinct from upper(s.during));
    insert into access_seat (id, account_id, team_id, role, during, act_id)
    select gen_random_uuid(), c.account_id, t.id, 'on-call', c.during * tstzrange(moment, null), act
      from team_oncall c join team_team t on t.place_id = c.place_id
     where c.place_id = of_place and c.during && tstzrange(moment, null)
       and not exists (select 1 from access_seat s where s.account_id = c.account_id and s.team_id = t.id
                          and s.role = 'on-call' and s.during && (c.during * tstzrange(moment, null)));
    insert into team_member (id, team_id, account_id, role, tier, sessions, during, act_id)
    select gen_random_uuid(), t.id, c.account_id, 'on-call', 'aligned', 0, span, act
      from team_oncall c join team_team t on t.place_id = c.place_id,
           unnest(tstzmultirange(c.during * tstzrange(moment, null)) - coalesce((
               select range_agg(m.during) from team_member m
                where m.team_id = t.id and m.account_id = c.account_id and m.role = 'on-call'), '{}')) span
     where c.place_id = of_place and c.during && tstzrange(moment, null);
end $$;
alter function team_align_cover(uuid) owner to kith_definer;
"""

UNDO_COVER = """
drop function team_align_cover(uuid);
drop policy definer_writes on access_seat;
drop policy definer on team_member;
revoke delete on team_oncall from kith_app;
"""


class Migration(migrations.Migration):
    dependencies = [("team", "0002_guards")]
    operations = [migrations.RunSQL(ROTA, UNDO_ROTA), migrations.RunSQL(COVER, UNDO_COVER)]

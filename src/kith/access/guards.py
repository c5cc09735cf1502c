"""
The guards that every table of a domain package gets in its migration: row-level security, the act's trigger, its past.

Measured policy shape (design: transactions, context, row-level security): one `exists` on the reach of the viewer's
teams and a second on the reach of the account; the teams come from `my_teams()`, evaluated once a statement.
"""

from django.db import migrations

_REACHED = (
    "(exists (select 1 from access_reach r where r.person_id = {table}.{person} and r.during @> act_moment()"
    " and r.team_id = any((select my_teams())::uuid[]))"
    " or exists (select 1 from access_reach r where r.person_id = {table}.{person} and r.during @> act_moment()"
    " and r.account_id = (select act_account())))"
)
_ON_TEAM = "({table}.{team} = any((select my_teams())::uuid[]))"
_OF_KITH = "(select act_is_kith())"


def protect(
    table: str, *, person: str = "", team: str = "", kith: bool = False, mutable: bool = True, deletable: bool = False
) -> migrations.RunSQL:
    """
    Return the migration that guards a table.

    Args:
        person: column with the person; rows are seen through reach. A row without a person falls back to its team.
            With both columns, rows are written only by those with a seat on the row's team.
        team: column with the team; without a person column rows are seen by those with a seat on it.
        kith: whether Kith's own account may see and write every row (teams, rotas; never people).
        mutable: keep the past of each row, and let the application update it; otherwise rows are appended only.
        deletable: whether the application may delete rows (they stay in the history).
    """
    seen = _seen(table, person, team)
    if kith:
        seen = f"({seen} or {_OF_KITH})"
    written = f"({seen} and {_ON_TEAM.format(table=table, team=team)})" if person and team else seen
    return migrations.RunSQL(
        _policy(table, seen, written) + act_triggers(table, person, team, mutable) + _rights(table, mutable, deletable),
        migrations.RunSQL.noop,
    )


def _seen(table: str, person: str, team: str) -> str:
    if not person and not team:
        raise ValueError(f"{table} must be seen through a person or a team")
    reached = _REACHED.format(table=table, person=person)
    on_team = _ON_TEAM.format(table=table, team=team)
    if person and team:
        return f"(({table}.{person} is not null and {reached}) or ({table}.{person} is null and {on_team}))"
    return reached if person else on_team


def _policy(table: str, seen: str, written: str) -> str:
    return f"""
    alter table {table} enable row level security;
    alter table {table} force row level security;
    create policy seen on {table} to kith_app using ({seen}) with check ({written});
    create policy backup on {table} for select to kith_backup using (true);
    """


def act_triggers(table: str, person: str, team: str, mutable: bool) -> str:
    """Return the SQL of the triggers that hold a table's rows to the running act and keep their past."""
    inserted = f"""
    create trigger act_on_insert after insert on {table}
        referencing new table as fresh for each statement execute function act_check();
    """
    if not mutable:
        return inserted
    return (
        inserted
        + f"""
    create trigger act_on_update after update on {table}
        referencing new table as fresh for each statement execute function act_check();
    create trigger act_stamp before update on {table} for each row execute function act_stamp();
    create trigger history_on_update after update on {table}
        referencing old table as past for each statement execute function act_keep_history('{person}', '{team}');
    create trigger history_on_delete after delete on {table}
        referencing old table as past for each statement execute function act_keep_history('{person}', '{team}');
    """
    )


def _rights(table: str, mutable: bool, deletable: bool) -> str:
    sql = "" if mutable else f"revoke update on {table} from kith_app;"
    return sql + (f"grant delete on {table} to kith_app;" if deletable else "")


def same_team(
    table: str, column: str, target: str, *, team: str = "team_id", target_team: str = "team_id"
) -> migrations.RunSQL:
    """
    Return the migration of a composite key: the row that `column` points at belongs to the same team.

    A plain foreign key bypasses row-level security and would let a row of another team be attached. Deferred.
    """
    unique = f"{target}_team_and_id"
    return migrations.RunSQL(
        f"""
        do $$ begin
            if to_regclass('{unique}') is null then
                alter table {target} add constraint {unique} unique ({target_team}, id);
            end if;
        end $$;
        alter table {table} add constraint {table}_{column}_same_team
            foreign key ({team}, {column}) references {target} ({target_team}, id) deferrable initially deferred;
        """,
        f"alter table {table} drop constraint {table}_{column}_same_team",
    )

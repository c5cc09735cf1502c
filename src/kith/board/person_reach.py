"""Who can see a person's record, and why, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kith.board.person_queries import ListPlace, PersonRows
from kith.board.person_reader import Reader
from kith.policy.queries import role_label
from kith.web.words import first_up, plain_day


def why_you(rows: PersonRows, own: ListPlace | None, reader: Reader) -> str:
    """Return the reader's own reason: membership of a team that reaches the person, or a reach of their own."""
    for one in rows.reaching:
        if one.team_id in rows.teams:
            said = _("can, as %(role)s of %(team)s: %(why)s since %(day)s.")
            return said % {
                "role": role_label(reader.role),
                "team": one.name,
                "why": _(one.why),
                "day": plain_day(one.since),
            }
    mine = next((one for one in rows.reaching if one.account_id == reader.account_id), None)
    return (
        _("can, for yourself: %(why)s.") % {"why": _(mine.why)} if mine else _("can for a reason that has just ended.")
    )


def others(rows: PersonRows, reader: Reader) -> list[str]:
    """Return everybody else who reaches the person, a line each: teams with how many, others by name."""
    lines = []
    for one in rows.reaching:
        if one.account_id == reader.account_id:
            continue
        until = _(", until %(day)s") % {"day": plain_day(one.until)} if one.until else ""
        if (team := rows.teams.get(one.team_id) if one.team_id else None) is not None:
            number = len({colleague.account_id for colleague in team.colleagues.values()})
            who = ngettext("%(n)d member of %(team)s", "%(n)d members of %(team)s", number) % {
                "n": number,
                "team": one.name,
            }
        else:
            who = _("members of %(team)s") % {"team": one.name} if one.team_id else one.name
        lines.append(_("%(who)s: %(why)s%(until)s") % {"who": first_up(who), "why": _(one.why), "until": until})
    if number := rows.who.number_closed:
        words = ngettext(
            "%(n)d colleague has closed it to themselves", "%(n)d colleagues have closed it to themselves", number
        )
        lines.append(words % {"n": number})
    return lines

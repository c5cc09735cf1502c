"""Prints the tables as docs/manual/rules.md: `python -m tests.spec.print_manual`."""

from pathlib import Path

from . import (
    asked_again,
    away_people,
    bank_holidays,
    board_answers,
    board_order,
    board_reasons,
    board_sorts,
    cadences,
    case_list,
    clocks,
    closing_levels,
    continuity_indices,
    contradictions_found,
    contradictions_kept,
    cover_gaps,
    day_leads,
    done_twice,
    due_and_overdue,
    holds,
    huddle_agenda,
    huddle_loose_ends,
    huddle_outcomes,
    huddle_pace,
    kinds,
    likeness,
    local_days,
    look_backs,
    mdt_loose_ends,
    mdt_outcomes,
    mdt_roles,
    missed_windows,
    new_faces,
    new_on_the_list,
    news2_parts,
    offer_times,
    offers,
    plan_freshness,
    refresh_deadlines,
    responses_in_words,
    rotas,
    route_steps,
    rules_to_confirm,
    seen_and_next,
    series_clocks,
    series_days,
    series_ends,
    series_stand_ins,
    service_days,
    services_in_words,
    steps,
    three_questions,
    threshold_bands,
    times_in_words,
    typed_reasons,
    weekly_meetings,
    what_may_be_shared,
    wishes_in_words,
)

MANUAL = Path(__file__).parents[2] / "docs" / "manual" / "rules.md"
CHAPTERS = {
    "Days and times": (bank_holidays, clocks, local_days, service_days, times_in_words),
    "Work": (due_and_overdue, holds, steps, kinds, offers, offer_times, cadences),
    "People": (likeness, refresh_deadlines, plan_freshness),
    "Partners": (
        what_may_be_shared,
        asked_again,
    ),
    "What goes together": (contradictions_found, wishes_in_words, responses_in_words, contradictions_kept),
    "Who answers": (day_leads, rotas, cover_gaps),
    "Thresholds": (news2_parts, threshold_bands, route_steps, closing_levels, rules_to_confirm),
    "Contacts": (
        series_days,
        series_ends,
        series_clocks,
        series_stand_ins,
        away_people,
        missed_windows,
        services_in_words,
        done_twice,
        new_faces,
        continuity_indices,
    ),
    "The board": (board_reasons, board_answers, board_order, board_sorts, new_on_the_list, seen_and_next),
    "The huddle": (
        huddle_agenda,
        huddle_outcomes,
        typed_reasons,
        huddle_loose_ends,
        look_backs,
        huddle_pace,
    ),
    "The weekly meeting": (weekly_meetings, case_list, three_questions, mdt_roles, mdt_outcomes, mdt_loose_ends),
}
SPECS = tuple(spec for specs in CHAPTERS.values() for spec in specs)
OPENING = """# The rules, as tables

Each row is an example that the tests run: what is known on the left, what Kith answers in the columns in bold.
Printed from `tests/spec/` by `python -m tests.spec.print_manual`; change it there.
"""


def given_columns(spec):
    """Return which columns of a spec are given; the others are answered. The first ones, unless the spec says otherwise."""
    return getattr(spec, "given", tuple(range(spec.answer.__code__.co_argcount)))


def manual():
    """Return the whole manual as Markdown."""
    chapters = [f"## {chapter}\n\n" + "\n".join(map(_table, specs)) for chapter, specs in CHAPTERS.items()]
    return "\n".join([OPENING, *chapters])


def _table(spec):
    given = given_columns(spec)
    header = [name if column in given else f"**{name}**" for column, name in enumerate(spec.header)]
    lines = [header, ["---"] * len(header), *(map(_cell, row) for row in spec.rows)]
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    note = f"{spec.note}\n\n" if hasattr(spec, "note") else ""
    return f"### {spec.title}\n\n{spec.rule}\n\n{note}{table}\n"


def _cell(value):
    return str(value).strip().replace("|", "\\|") or "·"


if __name__ == "__main__":
    MANUAL.parent.mkdir(parents=True, exist_ok=True)
    MANUAL.write_text(manual(), encoding="utf-8")
    print(f"printed {MANUAL.name}: {sum(len(spec.rows) for spec in SPECS)} rows in {len(SPECS)} tables")

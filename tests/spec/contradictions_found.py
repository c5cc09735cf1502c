"""Which two things done for one person contradict, and which go together."""

import re
from datetime import date, time
from uuid import UUID, uuid5

from kith.contradiction.finding_rules import Comes, Event, Known, find
from kith.contradiction.rules import ItemFacts, Source
from kith.contradiction.tables import tables
from kith.plan.rules import Does, Section, Sign

title = "What contradicts"
rule = (
    "Today is Monday 8 June 2026. What is done is said as: who, which kind, what of it, how; then days, times, from and until, "
    "when it was confirmed or stopped, where it says so. Items stand since 1 May and were confirmed on 4 June unless they say "
    "otherwise."
)
header = ("One", "The other", "Found as")
rows = (
    # the same thing by two, with different instruction
    ("home care: medicine, morning, prompt", "hospital: medicine, morning, administer", "same"),
    ("home care: medicine, morning, prompt", "nurse: medicine, morning, administer", "same"),
    ("home care: medicine, the mornings, prompt", "hospital: medicine, morning, administer", "same"),
    ("home care: medicine, morning, prompt", "hospital: medicine, all rounds, administer", "same"),
    ("home care: medicine, morning, prompt", "hospital: medicine, bedtime, administer", "nothing"),
    ("home care: medicine, morning, prompt", "hospital: medicine, morning, prompt", "nothing"),
    ("home care: medicine, morning, prompt", "home care: medicine, morning, administer", "nothing"),
    ("home care: medicine, morning, prompt, on Mon", "hospital: medicine, morning, administer, on Tue", "nothing"),
    ("home care: medicine, morning, prompt, until 6 June", "hospital: medicine, morning, administer", "nothing"),
    ("home care: medicine, morning, prompt, until 12 June", "hospital: medicine, morning, administer, from 13 June", "nothing"),
    ("home care: medicine, morning, prompt, until 12 June", "hospital: medicine, morning, administer, from 12 June", "same"),
    ("home care: medicine, morning, prompt, stopped 5 June", "hospital: medicine, morning, administer", "nothing"),
    ("home care: moving, bath, one-carer", "hospital: moving, bath, hoist", "same"),
    ("home care: moving, bath, one-carer", "hospital: moving, stairs, hoist", "nothing"),
    ("home care: moving, bath, two-carers", "hospital: moving, all transfers, hoist", "same"),
    ("home care: equipment, bed rails, provides", "hospital: equipment, Bed-rail, not-used", "same"),
    ("home care: equipment, bed rails, provides", "hospital: equipment, hoist, not-used", "nothing"),
    ("home care: money, shopping, handles", "housing: money, shopping, helps", "same"),
    ("home care: money, shopping, handles", "housing: money, bills, helps", "nothing"),
    ("home care: behaviour, distress, stay-close", "school: behaviour, distress, step-back", "same"),
    ("home care: contact, daughter, may-ring", "housing: contact, daughter, never-ring", "same"),
    ("home care: contact, daughter, may-ring", "housing: contact, son, never-ring", "nothing"),
    ("home care: contact, daughter, only-them", "housing: contact, son, may-ring", "same"),
    ("home care: contact, daughter, only-them", "housing: contact, son, never-ring", "nothing"),
    ("home care: contact, daughter, only-them", "housing: contact, daughter, may-ring", "nothing"),
    # visits that exclude each other
    ("carers: visits, care, alone, on Mon, 08:00-09:00", "housing: visits, repairs, alongside, on Mon, 08:30-10:00", "visits"),
    ("carers: visits, care, alone, on Mon, 08:00-09:00", "housing: visits, repairs, alongside, on Mon, 09:00-10:00", "nothing"),
    ("carers: visits, care, alone, on Mon, 08:00-09:00", "housing: visits, repairs, alongside, on Tue, 08:30-10:00", "nothing"),
    ("home care: visits, care call, alongside, on Mon", "housing: visits, cleaning, alongside, on Mon", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue", "housing: visits, repairs, alongside, on Tue, 10:00-11:00", "visits"),
    ("charity: visits, day centre, elsewhere, on Tue", "housing: visits, repairs, alongside, on Wed, 10:00-11:00", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue, 10:00-15:00", "carers: medicine, lunchtime, prompt, 12:00-13:00", "visits"),
    ("charity: visits, day centre, elsewhere, on Tue, 10:00-15:00", "carers: medicine, bedtime, prompt, 20:00-21:00", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue, 10:00-15:00", "carers: medicine, lunchtime, prompt", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue, 10:00-15:00", "planned visit on 9 June, 11:00-12:00", "visits"),
    ("charity: visits, day centre, elsewhere, on Tue, 10:00-15:00", "planned visit on 9 June, 09:00-12:00", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue, 10:00-15:00", "planned visit on 10 June, 11:00-12:00", "nothing"),
    ("home care: visits, care call, alongside, on Tue", "planned visit on 9 June, 11:00-12:00", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue, 10:00-15:00", "carers: visits, care call, alongside", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue", "carers: visits, care call, alongside, 08:00-09:00", "nothing"),
    ("charity: visits, day centre, elsewhere, on Tue", "carers: visits, care call, alongside, on Tue", "visits"),
    ("charity: visits, respite, elsewhere", "carers: visits, care call, alongside", "visits"),
    ("carers: visits, care, alone, on Mon", "housing: visits, repairs, alongside, on Mon, 08:30-10:00", "nothing"),
    ("gym: visits, exercise, alone, on Tue", "planned visit on 9 June, 11:00-12:00", "nothing"),
    # a response that a preference forbids
    ("wish: Never ring my daughter.", "agreed: Ring her daughter the same day", "preference"),
    ("wish: Please do not call the police on me.", "agreed: Call the police", "preference"),
    ("wish: I do not want to go to hospital.", "agreed at once: Ring 999", "preference"),
    ("wish: I do not want to go to hospital.", "agreed: Keep her at home; no ambulance", "nothing"),
    ("wish: I do not want to go to hospital unless I cannot breathe.", "agreed at once: Ring 999", "nothing"),
    ("wish: Do not forget to ring my daughter.", "agreed: Ring her daughter", "nothing"),
    ("wish: I never liked hospital food.", "agreed at once: Ring 999", "nothing"),
    ("wish: My daughter never visits.", "agreed: Ring her daughter", "nothing"),
    ("wish: Never ring my daughter.", "agreed: Ring the GP", "nothing"),
    ("wish: Never ring my daughter.", "agreed: Ring the GP, not her daughter", "nothing"),
    ("wish: No hoist.", "contingency: If she falls, use the hoist.", "preference"),
    ("wish: No hoist.", "contingency: If she falls, ring the nurse. Not the hoist.", "nothing"),
    ("housing: contact, daughter, never-ring", "agreed: Ring the daughter the same day", "preference"),
    ("housing: contact, daughter, never-ring", "agreed: Ask the nurse, as her daughter wishes", "nothing"),
    ("housing: contact, daughter, never-ring", "contingency: Ring my daughter before anything is moved.", "preference"),
    ("housing: contact, daughter, never-ring", "contingency: Ring the GP before ringing her daughter.", "nothing"),
    ("housing: contact, daughter, never-ring", "agreed: Ring the son, never the daughter", "nothing"),
    ("housing: contact, son, never-ring", "agreed: Ring the son, never the daughter", "preference"),
    # stopped, and still done
    ("hospital: medicine, morning, administer, stopped 5 June for all", "carers: medicine, morning, administer", "stopped"),
    ("hospital: medicine, morning, administer, stopped 5 June for all", "carers: medicine, morning, none", "nothing"),
    ("hospital: medicine, morning, administer, stopped 5 June for all", "carers: medicine, bedtime, administer", "nothing"),
    ("hospital: medicine, morning, administer, stopped 5 June", "home care: medicine, morning, administer", "nothing"),
    ("hospital: medicine, morning, administer, stopped 9 June for all", "carers: medicine, morning, administer", "nothing"),
    ("ward: medicine, morning, administer, stopped 5 June for all", "care: medicine, morning, administer, from 6 June", "nothing"),
    ("ward: medicine, morning, prompt, stopped 5 June for all", "care: medicine, morning, prompt, from 6 June, by link", "stopped"),
    # two leads
    ("home care: behaviour, distress, distract, leads", "school: behaviour, distress, distract, leads", "leads"),
    ("home care: behaviour, distress, distract, leads", "school: behaviour, distress, distract", "nothing"),
    ("home care: behaviour, distress, distract, leads", "school: behaviour, leaving home, distract, leads", "nothing"),
    ("nurse: medicine, morning, prompt, leads", "gp: medicine, morning, prompt, leads", "leads"),
    # older than a key event
    ("home care: medicine, morning, prompt, confirmed 1 June", "home from hospital on 5 June", "older"),
    ("home care: medicine, morning, prompt, confirmed 1 June", "home from hospital on 6 June", "nothing"),
    ("home care: medicine, morning, prompt, confirmed 5 June", "home from hospital on 5 June", "nothing"),
    ("home care: medicine, morning, prompt, from 6 June", "home from hospital on 5 June", "nothing"),
    ("home care: money, shopping, handles, confirmed 1 June", "home from hospital on 5 June", "nothing"),
    ("home care: behaviour, distress, distract, confirmed 1 June", "a crisis on 5 June", "older"),
    ("home care: visits, care call, alongside, confirmed 1 June", "moved on 5 June", "older"),
)  # fmt: skip

TODAY = date(2026, 6, 8)
_ROLES = ("nurse", "gp")
_EVENTS = {"home from hospital": "discharge", "a crisis": "crisis", "moved": "home"}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def answer(one, other):
    """Return as what two sides are found, 'nothing' where they go together."""
    known = Known(items=[], signs=[], texts={}, events=[], comes=[])
    for number, text in enumerate((one, other)):
        _read(known, text, uuid5(UUID(int=7), f"{number}"))
    found = find(known, tables(), TODAY)
    return (" and ".join(finding.finds for finding in found) or "nothing",)


def _read(known, text, key):
    if text.startswith("wish: "):
        known.texts[Section.HELP] = text.removeprefix("wish: ")
    elif text.startswith("contingency: "):
        known.texts[Section.CONTINGENCY] = text.removeprefix("contingency: ")
    elif text.startswith("agreed"):
        does = Does.EMERGENCY if text.startswith("agreed at once") else Does.WORK
        known.signs.append(Sign("s1", "Worse", text.partition(": ")[2], does))
    elif found := re.fullmatch(r"(.+) on (\d+) June", text):
        known.events.append(Event(key, _EVENTS[found[1]], date(2026, 6, int(found[2]))))
    elif found := re.fullmatch(r"planned visit on (\d+) June, ([\d:]+)-([\d:]+)", text):
        times = (time.fromisoformat(one) for one in found.groups()[1:])
        known.comes.append(Comes(key, date(2026, 6, int(found[1])), *times))
    else:
        known.items.append(_item(text, key))


def _item(text, key):
    whose, _colon, rest = text.partition(": ")
    kind, subject, instruction, *more = rest.split(", ")
    values = {"from_day": date(2026, 5, 1), "confirmed_day": date(2026, 6, 4), "team_id": UUID(int=1)}
    values |= {"role": whose} if whose in _ROLES else {"agency_id": uuid5(UUID(int=2), whose), "who": whose}
    for one in more:
        values |= _more(one)
    return ItemFacts(id=key, kind=kind, subject=subject, instruction=instruction, **values)


def _more(text):
    word, _space, rest = text.partition(" ")
    if word == "leads":
        return {"leads": True}
    if text == "by link":
        return {"source": Source.PARTNER}
    if word == "on":
        return {"days": frozenset(map(_DAYS.index, rest.split(" ")))}
    if "-" in text:
        return dict(zip(("from_time", "until_time"), map(time.fromisoformat, text.split("-")), strict=True))
    day, _june, for_all = rest.partition(" June")
    name = {"from": "from_day", "until": "until_day", "confirmed": "confirmed_day", "stopped": "stopped_day"}[word]
    return {name: date(2026, 6, int(day))} | ({"for_all": True} if for_all else {})

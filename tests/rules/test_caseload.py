from dataclasses import replace

from hypothesis import assume, given

from kith.caseload.rules import LIST_CHANGES, LIST_STATES, DayLead, LeadBy, ListState, day_lead, duty_lead

from .invented import duties, leads, members


@given(leads, duties)
def test_no_day_has_a_lead_who_is_not_on_shift_unless_cover(leads, duty):
    found = day_lead(leads, duty)

    if found is None:
        assert duty.cover is None
    elif found.by is LeadBy.COVER:
        assert found.member_id == duty.cover
    else:
        assert duty.is_service_day and found.member_id in duty.on_shift


@given(leads, duties)
def test_with_cover_nobody_is_without_a_day_lead(leads, duty):
    assume(duty.cover is not None)

    assert day_lead(leads, duty) is not None
    assert duty_lead(duty) is not None


@given(leads, duties)
def test_on_other_days_cover_answers(leads, duty):
    closed = replace(duty, is_service_day=False)

    assert day_lead(leads, closed) == (DayLead(duty.cover, LeadBy.COVER) if duty.cover else None)


@given(leads, duties, members)
def test_an_override_who_is_on_shift_leads(leads, duty, chosen):
    duty = replace(duty, on_shift=duty.on_shift | {chosen}, is_service_day=True)

    assert day_lead(replace(leads, override=chosen), duty) == DayLead(chosen, LeadBy.OVERRIDE)


@given(leads, duties)
def test_cover_leads_on_a_service_day_only_when_nobody_in_line_is_on_shift(leads, duty):
    found = day_lead(leads, duty)
    in_line = {leads.override, leads.named, leads.deputy, duty.duty, duty.second}

    if duty.is_service_day and found is not None and found.by is LeadBy.COVER:
        assert not in_line & duty.on_shift


def test_an_ended_entry_stays_ended_and_every_other_can_end():
    assert LIST_CHANGES[ListState.ENDED] == frozenset()
    assert all(ListState.ENDED in LIST_CHANGES[state] for state in LIST_STATES if state is not ListState.ENDED)

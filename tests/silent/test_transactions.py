"""What a transaction keeps, and what it must not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.test import RequestFactory

from kith.act import Act, Refusal, operation
from kith.act.context import pending, set_context
from kith.database.templates import Clone
from kith.person.models import Person
from kith.trail.models import Entry
from kith.trail.rules import LookKind
from kith.web.middleware import transaction as edge
from small_world import AT, World


def requested(world: World, path: str = "/person/") -> HttpRequest:
    """Return a request of the member who reaches Doris, with a session."""
    request = RequestFactory().get(path)
    request.session = SessionStore()
    request.session.update({"account": str(world.ama), "role": "nurse", "active": AT.timestamp()})
    return request


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)


class Lazy(SimpleTemplateResponse):
    """An answer that reads the database only when it is rendered, as generic views do."""

    def __init__(self) -> None:
        super().__init__(template="")

    @property
    def rendered_content(self) -> str:
        """Read who is seen, at the moment of rendering."""
        return ",".join(Person.objects.values_list("given", flat=True))


def test_lazy_answer_rendered_after_the_transaction_sees_nobody_and_inside_it_sees(world: World) -> None:
    with world.as_ama():
        answer = Lazy()
    assert answer.render().content == b"", "the silent failure: an empty list, no error"
    assert edge(lambda request: Lazy())(requested(world)).content == b"Doris"


def test_context_set_outside_a_transaction_is_lost_so_it_is_refused(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('kith.account', %s, true)", [str(world.ama)])
    assert Person.objects.count() == 0, "the silent failure: the setting ended with its own statement"
    with pytest.raises(RuntimeError, match="inside a transaction only"):
        set_context(account_id=world.ama, role="nurse", at=AT)


def test_refused_look_rolled_back_with_its_transaction_leaves_an_entry_all_the_same(world: World) -> None:
    def hidden(request: HttpRequest) -> HttpResponse:
        raise Http404

    before = _refusals(world)
    middleware = edge(lambda request: middleware.process_exception(request, Http404()) or HttpResponse())
    assert middleware(requested(world)).status_code == 404
    assert _refusals(world) == before + 1


def test_failed_request_keeps_nothing_whether_it_raises_or_answers_500(world: World) -> None:
    def write_then(fail: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
        def view(request: HttpRequest) -> HttpResponse:
            Entry.objects.create(account_id=world.ama, happened_at=AT, command="test.half", outcome="done")
            return fail(request)

        return view

    caught: list[edge] = []
    middleware = edge(write_then(lambda request: caught[0].process_exception(request, Http404()) or HttpResponse()))
    caught.append(middleware)
    middleware(requested(world))
    edge(write_then(lambda request: HttpResponse(status=500)))(requested(world))
    with world.as_ama():
        assert Entry.objects.filter(command="test.half").count() == 0
    edge(write_then(lambda request: HttpResponse()))(requested(world))
    with world.as_ama():
        assert Entry.objects.filter(command="test.half").count() == 1, "the control: a good answer keeps what it wrote"


def test_deferred_constraint_speaks_inside_the_operation_not_at_commit(
    world: World, may: Callable[[str], None]
) -> None:
    said: list[str] = []

    def page_with_an_orphan() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("create temporary table owner (id int primary key)")
            cursor.execute("create temporary table held (owner int references owner deferrable initially deferred)")
            cursor.execute("insert into held values (1)")
            said.append("the page is rendered, all seems well")

    with pytest.raises(IntegrityError):
        page_with_an_orphan()
    assert said, "the silent failure: it speaks at commit, after the page"

    may("test.orphan")
    with world.as_ama() as act, pytest.raises(IntegrityError):
        ORPHAN(act=act, person_id=world.doris)


@operation("test.orphan")
def ORPHAN(*, act: Act, person_id: UUID) -> UUID:  # noqa: N802
    """Put a member on shift who does not exist: only a deferred key can tell."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into team_shift (id, team_id, day, member_id, act_id)"
            " values (gen_random_uuid(), %s, '2026-06-08', gen_random_uuid(), %s)",
            [next(iter(act.teams)), act.id],
        )
    return person_id


def test_caught_refusal_keeps_no_half_of_its_rows(world: World, may: Callable[[str], None]) -> None:
    may("test.half")
    with world.as_ama() as act:
        with pytest.raises(Refusal, match="half way"):
            HALF(act=act, person_id=world.doris)
        assert Person.objects.get().known_as == ""
        assert len(pending().refused) == 1
    with world.as_ama() as act:
        assert Person.objects.get().known_as == ""
        assert Entry.objects.filter(command="test.half", outcome="refused").count() == 1
        assert Entry.objects.filter(command="test.half", outcome="done").count() == 0


@operation("test.half")
def HALF(*, act: Act, person_id: UUID) -> UUID:  # noqa: N802
    """Change a row, then refuse."""
    Person.objects.filter(id=person_id).update(known_as="half", act_id=act.id)
    raise Refusal("Refused half way.")


def _refusals(world: World) -> int:
    with world.as_ama():
        return Entry.objects.filter(outcome="refused", account_id=world.ama).count()


def test_row_without_the_act_of_its_transaction_is_refused(world: World) -> None:
    with world.as_ama(), pytest.raises(Exception, match="carries the act"), transaction.atomic():
        Person.objects.filter(id=world.doris).update(known_as="no act")


def test_answer_about_people_that_does_not_say_whom_is_a_fault(world: World, fresh_database: Clone) -> None:
    from kith.web.routes import page

    silent: Any = page("people/", lambda request: HttpResponse("Doris"), name="silent", who="anyone", shows="people")
    with pytest.raises(RuntimeError, match="did not say whom"):
        edge(silent.callback)(requested(world))
    said: Any = page(
        "people/",
        lambda request: request.shows([world.doris], kind=LookKind.OPEN) or HttpResponse("Doris"),
        name="said",
        who="anyone",
        shows="people",
    )
    assert edge(said.callback)(requested(world)).content == b"Doris"

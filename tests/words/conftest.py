"""Two teams whose whole life was told in the language that nobody speaks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import translation

from builders import AT
from cloning import using
from doctor_world import drop_as_superuser
from kith.database.templates import Clone, clone
from words import pseudo
from world_of_teams import TwoTeams, two_teams


@pytest.fixture(scope="session")
def locale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the compiled language."""
    return pseudo.install(tmp_path_factory.mktemp("locale"))


@pytest.fixture(scope="module")
def made(
    template: str, django_db_setup: None, django_db_blocker: Any, locale: Path
) -> Iterator[tuple[Clone, TwoTeams]]:
    """The database of the module with the two teams; what was written down in words was written in that language too."""
    with django_db_blocker.unblock():
        copy = clone(template)
        with using(copy), installed(locale), translation.override(pseudo.CODE):
            yield copy, two_teams()
        drop_as_superuser(copy)


@pytest.fixture
def world(made: tuple[Clone, TwoTeams], django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoTeams]:
    """The two teams; requests are made at their moment."""
    monkeypatch.setattr("kith.web.middleware.now", lambda: AT)
    with django_db_blocker.unblock():
        yield made[1]
        connection.close()


def installed(locale: Path) -> override_settings:
    """Install the language beside English while a block lasts."""
    return override_settings(
        LOCALE_PATHS=[locale, *settings.LOCALE_PATHS], LANGUAGES=[*settings.LANGUAGES, (pseudo.CODE, "Nobody's")]
    )

"""Whose record a page is about, as every page about a person shows it; and adding a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from kith.web.shows import Filled, Meanwhile, Option


@dataclass(frozen=True, slots=True)
class Who:
    """
    The identity band and what must be known before anything else.

    `born` is in words, as exact as it is known ('14 March 1945', 'March 1945'), '' when not known. `no_number` says why
    there is no NHS number. `tier` is the risk tier ('not assessed', 'low', 'medium', 'high'), '' where none of the
    viewer's teams has the person on its list. `allergies` are in words with their source; `address` is '' on pages that
    need none, and always for somebody protected.
    """

    person_id: UUID
    given: str
    family: str
    likes: str
    born: str
    age: int | None
    nhs_number: str
    no_number: str = ""
    tier: str = ""
    died_on: date | None = None
    is_dead: bool = False
    is_protected: bool = False
    needs: str = ""
    speaking: str = ""
    getting_in: str = ""
    visit_risk: str = ""
    allergies: Sequence[str] = ()
    address: str = ""

    @property
    def name(self) -> str:
        """Given and family name."""
        return f"{self.given} {self.family}".strip()

    @property
    def called(self) -> str:
        """What the person likes to be called, for headings."""
        return self.likes or self.given or self.family


@dataclass(frozen=True, slots=True)
class CorrectShow:
    """
    Correcting somebody's record. `doing` decides the fields; each form has recorded_at too, the form it was made from.

    identity: given, family, known_as, birth_date, nhs_number, no_nhs_number_because, sex. knowing: what_matters, needs,
    speaking, getting_in, visit_risk (the three told to partners).
    reach: kind-0, value-0, postcode-0 and on, one line a detail, the last of each kind empty. `meanwhile` is set when
    somebody else saved first; the form then holds the reader's own words and the new version. `is_held_elsewhere`:
    nothing is asked, because where somebody protected is reached is not held here.
    """

    doing: str
    who: Who
    form: Filled
    recorded_at: str
    sexes: Sequence[Option] = ()
    meanwhile: Meanwhile | None = None
    is_held_elsewhere: bool = False

    @property
    def lines(self) -> list[tuple[int, str]]:
        """The number and kind of each line of `reach`, in order."""
        kinds = {int(name[5:]): str(kind) for name, kind in self.form.values.items() if name.startswith("kind-")}
        return sorted(kinds.items())


@dataclass(frozen=True, slots=True)
class Double:
    """
    Somebody who may be the same person. `person_id` is None where the viewer may not open the record: then `words` says
    only whom to ask, and nothing else is told.
    """

    words: str
    person_id: UUID | None = None
    name: str = ""
    born: str = ""
    team: str = ""


@dataclass(frozen=True, slots=True)
class AddShow:
    """
    Adding a person to a team's list. Fields: given, family, known_as, birth_date, nhs_number, no_nhs_number_because,
    sex, came_by, came_from, what_matters, needs; with doubles found also `checked` ('yes': none of these is the same).

    `is_blocked`: the NHS number is taken, so there is no way on but the record that has it.
    """

    team_slug: str
    team_name: str
    came_by: Sequence[Option]
    sexes: Sequence[Option]
    form: Filled
    doubles: Sequence[Double] = ()
    is_blocked: bool = False

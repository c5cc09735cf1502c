"""The services that people work for, who are of each, and the words by which others name it: plain Python over plain text."""

from collections.abc import Iterable, Sequence
from csv import DictReader
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Service:
    """One service: its code and label, the roles whose members work for it, and the words by which others name it."""

    code: str
    label: str
    roles: Sequence[str]
    says: Sequence[str]


def read_services(lines: Iterable[str]) -> dict[str, Service]:
    """
    Return the services by code, in order, from the lines of policy/services.csv.

    Raises:
        ValueError: for a code, or a role, that stands twice.
    """
    found: dict[str, Service] = {}
    for row in DictReader(lines):
        service = Service(row["service"], row["label"], _parts(row["roles"]), _parts(row["says"]))
        taken = {role for one in found.values() for role in one.roles}
        if service.code in found or taken & set(service.roles):
            raise ValueError(f"services, {row['id']}: each code and each role once")
        found[service.code] = service
    return found


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())

"""The services and the domains of assessment, as they ship: read once a process."""

from functools import cache

from kith.contact.service_rules import Domain, read_domains
from kith.policy.queries import tables_folder
from kith.policy.shipped import services


@cache
def domains() -> dict[str, Domain]:
    """Return the domains of assessment by code, in the order of their list."""
    return read_domains((tables_folder() / "assessed-domains.csv").read_text(encoding="utf-8").splitlines())


__all__ = ["domains", "services"]

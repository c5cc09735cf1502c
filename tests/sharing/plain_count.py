"""What ought to be kept of a file, by a plain rule of its own that asks nothing of the product but which types are kept."""

import gzip
import json
import zipfile
from collections import Counter

from kith.sharing.facts import READERS


def resources_in(paths):
    """Yield the resources of files as they stand there: a Bundle or resource a line, or a file of a zip archive."""
    for path in paths:
        if path.is_dir():
            yield from resources_in(sorted(path.iterdir()))
        elif path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield from (json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json"))
        else:
            with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as lines:
                yield from (json.loads(line) for line in lines)


def each_one(resources):
    """Every resource, in Bundles or not, with its full URL."""
    for one in resources:
        if one.get("resourceType") == "Bundle":
            yield from (
                (entry["resource"], entry.get("fullUrl")) for entry in one.get("entry", []) if "resource" in entry
            )
        elif "resourceType" in one:
            yield one, None


def ought_to_be_kept(resources):
    """Return the Patients with a name, and the resources of kept types whose subject is one of them."""
    found = list(each_one(resources))
    named = [one for one, _ in found if one["resourceType"] == "Patient" and one.get("name")]
    known = {f"Patient/{one['id']}" for one in named if "id" in one}
    known |= {url for one, url in found if url and one["resourceType"] == "Patient" and one.get("name")}
    clinical = [one for one, _ in found if one["resourceType"] in READERS]
    about = [(one.get("subject") or one.get("patient") or {}).get("reference") for one in clinical]
    return named + [one for one, subject in zip(clinical, about, strict=True) if subject in known]


def by_type(resources):
    """Count resources by type."""
    return Counter(one["resourceType"] for one in resources)

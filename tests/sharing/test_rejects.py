import json
import stat

from kith.sharing import rejects
from kith.sharing.rejects import RejectsFile, Report, resource_kept


def test_a_report_has_the_shape_that_scripts_rely_on():
    report = Report()
    report.bundles = 1
    report.read.update({"Patient": 4, "Condition": 1})
    report.kept.update({"Patient": 3})
    report.person("a", "unchanged")
    report.person("a", "created", dead=True)
    report.person("a", "updated")
    report.person("b", "proposed", dead=True)
    report.reject("in.ndjson:4 Patient", "it has no name")
    report.note("notes.txt", "it is not FHIR: not JSON")

    assert report.as_json() == {
        "bundles": 1,
        "resources": {"Condition": 1, "Patient": 4},
        "kept": {"Patient": 3},
        "people": {"created": 1, "updated": 0, "unchanged": 0, "proposed": 1, "deceased": 1},
        "rejected": [{"source": "in.ndjson:4 Patient", "reason": "it has no name"}],
        "alike": {"people": 0, "pairs": 0},
    }
    assert report.notes == [{"source": "notes.txt", "reason": "it is not FHIR: not JSON"}]


def test_a_long_list_of_rejects_ends_with_how_many_more(monkeypatch):
    monkeypatch.setattr(rejects, "MOST_LISTED", 2)
    report = Report()
    for line in range(1_500):
        report.reject(f"in:{line}", "wrong")

    assert report.as_json()["rejected"][2:] == [{"source": "rejects file", "reason": "1,498 more"}]
    assert report.number_rejected == 1_500


def test_the_rejects_file_is_made_for_its_owner_alone_and_only_when_needed(tmp_path):
    path = tmp_path / "rejects.ndjson"
    with RejectsFile(path):
        pass
    assert not path.exists()

    with RejectsFile(path) as file:
        file.write(source="a", line=1, reason="wrong", raw=b'{"resourceType":"Condition"}')
        file.write(source="a", line=2, reason="broken", raw=b"{\xff")
    rows = [json.loads(line) for line in path.read_text().splitlines()]

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert rows == [
        {"source": "a", "line": 1, "reason": "wrong", "resource": {"resourceType": "Condition"}},
        {"source": "a", "line": 2, "reason": "broken", "resource": "{\ufffd"},
    ]


def test_without_a_rejects_file_nothing_is_written():
    with RejectsFile(None) as file:
        file.write(source="a", line=1, reason="wrong", raw=b"{}")


def test_what_is_kept_of_a_refused_resource():
    deep = b'{"x":' + b"[" * 5_000 + b"]" * 5_000 + b"}"

    assert resource_kept(b"") is None
    assert resource_kept(b'{"a": 1}') == {"a": 1}
    assert resource_kept(b"not json") == "not json"
    assert len(resource_kept(b"x" * (3 << 20))) == 1 << 20
    assert resource_kept(deep) == deep.decode()


def test_a_refused_bundle_that_is_restricted_is_not_copied():
    bundle = b'{"resourceType":"Bundle","entry":[{"resource":{"resourceType":"Patient","address":"Canary"}}]}'

    assert resource_kept(bundle) is not None
    assert resource_kept(bundle, "restricted") is None
    assert resource_kept(bundle.replace(b'"Patient"', b'"Patient","meta":{"security":[{"code":"R"}]}')) is None

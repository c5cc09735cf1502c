import gzip
import io
import json
import os
import zipfile

import pytest

from kith.sharing import opening, reading, streaming
from kith.sharing.opening import files_of
from kith.sharing.reading import Package, Unreadable, packages

from .made import ADA, BEN, a_bundle, a_fact, a_patient, an_entry, take_in

LINE = json.dumps(a_patient())


def notes(taken):
    return {note["source"].rsplit("/", 1)[-1]: note["reason"] for note in taken.report.notes}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("one.json", a_bundle(a_patient())),
        ("one.json", json.dumps(a_bundle(a_patient()), indent=2)),
        ("one.json", "\n\n \ufeff  ".encode().lstrip() + json.dumps(a_bundle(a_patient())).encode()),
        ("one.json", json.dumps(a_bundle(a_patient()), indent=2).replace("\n", "\r\n")),
        ("one.json.gz", a_bundle(a_patient())),
        ("lines.ndjson", "\r\n".join(["", json.dumps(a_bundle(a_patient())), "", ""])),
        ("lines.ndjson.gz", json.dumps(a_bundle(a_patient()))),
        ("lines.json", f"{json.dumps(a_bundle(a_patient()))}\n{json.dumps(a_fact())}"),
        ("no extension", a_bundle(a_patient())),
        ("wrong.gz.txt", gzip.compress(LINE.encode())),
        ("single.json", json.dumps(a_patient(), indent=1)),
        (
            "type last.json",
            json.dumps({"entry": [an_entry(a_patient())], "type": "batch", "resourceType": "Bundle"}, indent=2),
        ),
    ],
)
def test_bundles_lines_and_single_resources_are_read_by_what_they_are(desk, name, content):
    taken = take_in(desk.put(name, content))

    assert [person.key.value for person in taken.people] == [ADA]
    assert (taken.reasons, taken.report.notes) == ([], [])


@pytest.mark.parametrize("kind", ["transaction", "batch", "collection", "searchset"])
def test_each_of_the_four_bundles_is_one_package(desk, kind):
    (package,) = packages([desk.put("b.json", a_bundle(a_patient(), a_fact(), kind=kind))])

    assert (package.kind, package.is_bundle, len(package.entries)) == (kind, True, 2)


@pytest.mark.parametrize("kind", ["message", "document", "history", "transaction-response", "no such <b>"])
def test_other_bundles_are_refused(desk, kind):
    taken = desk.take(a_bundle(a_patient(), kind=kind), a_patient(id=BEN))

    shown = "of that type" if "<" in kind else kind
    assert taken.reasons == [f"a {shown} Bundle is not read here: only batch, collection, searchset, transaction"]
    assert [person.key.value for person in taken.people] == [BEN]


def test_folders_are_read_to_the_bottom_and_what_is_not_fhir_is_named(desk):
    desk.put("a/b/patient.json", a_patient())
    desk.put("a/notes.txt", "hello")
    desk.put("a/empty.json", "")
    desk.put("a/blank.json", " \n\n")
    desk.put("a/page.xml", "<Patient/>")
    desk.put("a/list.json", "[]")
    desk.put("a/other.json", '{"hello": 1}')
    desk.put("a/other lines.ndjson", '{"file": "x", "resource": {"resourceType": "Patient"}}\n' * 50)
    desk.put("a/broken.json", "{ hello")
    desk.put("a/sheet.parquet", b"PAR1\x00\x01")
    desk.put("a/utf16.json", LINE.encode("utf-16"))
    taken = take_in(desk.folder)

    assert [person.key.value for person in taken.people] == [ADA]
    assert taken.reasons == []
    assert notes(taken) == {
        "notes.txt": "it is not FHIR: not JSON",
        "empty.json": "it is empty",
        "blank.json": "it is empty",
        "page.xml": "it is XML: only JSON is read",
        "list.json": "it is a JSON list: FHIR is an object, or one object a line",
        "other.json": "it is JSON but not FHIR: no line has a resourceType",
        "other lines.ndjson": "it is JSON but not FHIR: no line has a resourceType",
        "broken.json": "it is not FHIR: no resourceType",
        "sheet.parquet": "it is a Parquet file",
        "utf16.json": "it is not UTF-8",
    }


def test_a_path_that_does_not_exist_is_said(desk):
    with pytest.raises(FileNotFoundError, match="does not exist"):
        files_of([desk.folder / "nowhere"])


def test_pipes_and_links_to_folders_are_not_followed(desk):
    desk.put("a/patient.json", a_patient())
    os.mkfifo(desk.folder / "a" / "pipe")
    (desk.folder / "a" / "again").symlink_to(desk.folder)
    taken = take_in(desk.folder / "a")

    assert len(taken.people) == 1
    assert notes(taken)["pipe"] == "it is not an ordinary file"


def test_a_file_named_twice_is_read_once(desk):
    path = desk.put("p.json", a_patient())

    assert len(take_in(path, path).people) == 1


def test_broken_lines_are_refused_with_their_number_and_the_rest_goes_on(desk):
    lines = [
        "{",
        LINE,
        '{"resourceType":"Patient","id":',
        "5",
        "null",
        "not json",
        '{"a": 1}',
        json.dumps(a_patient(id=BEN)),
    ]
    taken = take_in(desk.put("in.ndjson", "\n".join([LINE, *lines])))

    assert [(one["source"].rsplit(":", 1)[1], one["reason"]) for one in taken.report.rejected] == [
        ("2", "it is not readable JSON"),
        ("4", "it is not readable JSON"),
        ("5", "the resource: expected an object, got a whole number"),
        ("6", "the resource: expected an object, got null"),
        ("7", "it is not readable JSON"),
        ("8", "it has no resourceType"),
    ]
    assert {person.key.value for person in taken.people} == {ADA, BEN}
    assert [one["resource"] for one in taken.refused] == [
        "{", '{"resourceType":"Patient","id":', 5, None, "not json", {"a": 1},
    ]  # fmt: skip


def test_a_broken_first_line_does_not_hide_the_others(desk):
    taken = take_in(desk.put("in.ndjson", f'{{"resourceType": "Patient", broken\n{LINE}'))

    assert taken.reasons == ["it is not readable JSON"]
    assert len(taken.people) == 1


def test_a_broken_document_is_refused_once(desk):
    taken = take_in(desk.put("in.json", json.dumps(a_bundle(a_patient()), indent=2)[:-30]))

    assert taken.reasons == ["it is not readable JSON"]


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        (None, "an entry of the Bundle is empty"),
        (5, "an entry of the Bundle: the resource: expected an object, got a whole number"),
        ([], "an entry of the Bundle: the resource: expected an object, got a list"),
        ({}, "an entry of the Bundle has no resource"),
        ({"resource": None}, "an entry of the Bundle has no resource"),
        ({"resource": 5}, "the resource: expected an object, got a whole number"),
        ({"resource": {}}, "it has no resourceType"),
        ({"resource": {"resourceType": 5}}, "resourceType: expected text, got a whole number"),
        ({"fullUrl": 5, "resource": a_fact()}, "an entry of the Bundle: fullUrl: expected text, got a whole number"),
        (
            {"request": {"method": "DELETE", "url": "Patient/1"}},
            "an entry asks for DELETE: an import only adds and updates whole records",
        ),
        (
            {"request": {"method": "delete"}, "resource": a_fact()},
            "an entry asks for DELETE: an import only adds and updates whole records",
        ),
        (
            {"request": {"method": "PATCH"}, "resource": {"resourceType": "Parameters"}},
            "an entry asks for PATCH: an import only adds and updates whole records",
        ),
        ({"request": {"method": "POST"}}, "an entry of the Bundle has no resource"),
    ],
)
def test_a_wrong_entry_is_refused_and_its_neighbours_kept(desk, entry, reason):
    bundle = a_bundle(a_patient(), a_fact())
    bundle["entry"].insert(1, entry)
    taken = desk.take(bundle)

    assert taken.reasons == [reason]
    assert taken.kept == {"Patient": 1, "Condition": 1}
    assert taken.report.bundles == 1


def test_entries_that_only_ask_are_nothing_to_import(desk):
    taken = desk.take(
        {"resourceType": "Bundle", "type": "batch", "entry": [{"request": {"method": "GET", "url": "Patient/1"}}]}
    )

    assert (taken.reasons, taken.report.read) == ([], {})


@pytest.mark.parametrize("entry", [5, {}, "x"])
def test_a_bundle_whose_entries_are_no_list_is_refused(desk, entry):
    assert (
        desk.take({"resourceType": "Bundle", "type": "batch", "entry": entry})
        .reasons[0]
        .startswith("entry: expected a list")
    )


@pytest.mark.parametrize("bundle", [{"type": None}, {"entry": None}, {}, {"type": "collection", "entry": []}])
def test_an_empty_bundle_is_a_bundle(desk, bundle):
    taken = desk.take({"resourceType": "Bundle", **bundle})

    assert (taken.report.bundles, taken.reasons) == (1, [])


def test_deep_nesting_is_refused_not_followed(desk):
    deep = '{"resourceType":"Observation","x":' + "[" * 100_000 + "]" * 100_000 + "}"
    bundle = '{"resourceType":"Bundle","type":"batch","entry":[{"resource":' + deep + "}]}"
    taken = take_in(desk.put("in.ndjson", f"{deep}\n{bundle}\n{LINE}"))

    assert taken.reasons == ["it is nested too deeply"] * 2
    assert len(taken.people) == 1


def test_a_zip_archive_is_read_member_by_member(desk):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/a.json", LINE)
        archive.writestr("../../b.json.gz", gzip.compress(json.dumps(a_patient(id=BEN)).encode()))
        archive.writestr("notes.txt", "hello")
        archive.writestr("inner.zip", b"PK\x03\x04")
    taken = take_in(desk.put("all.zip", packed.getvalue()))

    assert {person.key.value for person in taken.people} == {ADA, BEN}
    assert notes(taken) == {
        "all.zip!notes.txt": "it is not FHIR: not JSON",
        "all.zip!inner.zip": "it is a zip archive inside another",
    }
    assert sorted(path.name for path in desk.folder.iterdir()) == ["all.zip"]


@pytest.mark.parametrize(("cut", "most"), [(30, 0), (20_000, 4_999), (-5, 5_000)])
def test_a_cut_off_file_is_said_and_what_came_before_is_kept(desk, cut, most):
    lines = "\n".join(json.dumps(a_patient(id=f"p{n}", name=[{"family": f"N{n * 7919}"}])) for n in range(5_000))
    taken = take_in(desk.put("cut off", gzip.compress(lines.encode())[:cut]))

    assert taken.reasons[-1].endswith("the compressed file is damaged or cut off")
    assert min(most, 1) <= len(taken.people) <= most


def test_a_damaged_zip_archive_is_named(desk):
    taken = take_in(desk.put("cut.zip", b"PK\x03\x04" + b"x" * 200))

    assert notes(taken) == {"cut.zip": "the zip archive is damaged"}


def test_a_compressed_file_that_grows_out_of_proportion_is_stopped(desk, monkeypatch):
    monkeypatch.setattr(opening, "FREE_BYTES", 1 << 20)
    bomb = desk.put("bomb.ndjson.gz", LINE.encode() + b"\n" + b" " * (64 << 20))
    taken = take_in(bomb)

    assert taken.reasons[-1].endswith("the compressed file grows more than 200 times")


@pytest.fixture
def small(monkeypatch):
    """Make everything above 4 kB too large for memory, in parts of three entries."""
    monkeypatch.setattr(reading, "DIRECT_BYTES", 4_096)
    monkeypatch.setattr(reading, "STREAMED_ENTRIES", 3)
    monkeypatch.setattr(streaming, "RESOURCE_BYTES", 200_000)


def many(count=40):
    return a_bundle(*(a_fact(id=f"c{n}", note=[{"text": "x" * 100}]) for n in range(count)), a_patient())


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["large.json", "large.ndjson.gz"])
def test_a_bundle_too_large_for_memory_comes_in_parts(desk, small, name, indent):
    found = list(packages([desk.put(name, json.dumps(many(), indent=indent))]))

    assert [len(one.entries) for one in found] == [3] * 13 + [2]
    assert [one.is_bundle for one in found] == [True] + [False] * 13
    assert [entry.number for one in found for entry in one.entries] == list(range(1, 42))


def test_a_large_bundle_gives_the_same_as_a_small_one(desk, small, monkeypatch):
    path = desk.put("large.ndjson", f"{json.dumps(many())}\n{json.dumps(a_patient(id=BEN))}\n")
    in_parts = take_in(path)
    monkeypatch.undo()
    at_once = take_in(path)

    assert in_parts.report.as_json() == at_once.report.as_json()
    assert sorted(map(repr, in_parts.facts)) == sorted(map(repr, at_once.facts))
    assert len(in_parts.facts) == 40
    assert len(in_parts.people) == 2


def test_a_large_bundle_keeps_its_label(desk, small):
    bundle = {"resourceType": "Bundle", "meta": {"security": [{"code": "R"}]}, **many()}
    taken = take_in(desk.put("large.json", bundle))

    assert taken.person.who.protected


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ('{"resource":' + '{"resourceType":"Patient","x":"' + "x" * 300_000 + '"}}', "an entry is larger than 0 MB"),
        (
            '{"resource":{"resourceType":"Patient","x":' + "[" * 70_000 + "]" * 70_000 + "}}",
            "an entry is nested too deeply",
        ),
        ("{broken", "it is not readable JSON"),
    ],
)
def test_a_fault_in_a_large_bundle_keeps_what_came_before_and_says_what_was_not_read(desk, small, entries, reason):
    good = ",".join(json.dumps(an_entry(a_fact(id=f"c{n}", note="x" * 500))) for n in range(20))
    line = f'{{"resourceType":"Bundle","type":"batch","entry":[{json.dumps(an_entry(a_patient()))},{good},{entries}]}}'
    taken = take_in(desk.put("large.ndjson", f"{line}\n{json.dumps(a_patient(id=BEN))}"))

    assert len(taken.reasons) == 1
    assert taken.reasons[0].startswith("after entry ")
    assert taken.reasons[0].endswith(f"of the Bundle, the rest is not read: {reason}")
    assert {person.key.value for person in taken.people} == {ADA, BEN}
    assert taken.report.bundles == 1


def test_a_wrong_entry_in_a_large_bundle_is_refused_alone(desk, small):
    bundle = many()
    bundle["entry"][5] = 5
    bundle["entry"][6] = None
    taken = take_in(desk.put("large.json", bundle))

    assert taken.reasons == [
        "an entry of the Bundle: the resource: expected an object, got a whole number",
        "an entry of the Bundle: the resource: expected an object, got null",
    ]
    assert len(taken.facts) == 38


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (a_patient(note="x" * 10_000), "it is larger than 0 MB and does not begin as a Bundle"),
        (
            many() | {"type": "message"},
            "a message Bundle is not read here: only batch, collection, searchset, transaction",
        ),
        ({"resourceType": "Bundle", "type": "batch", "meta": "x" * 10_000}, None),
    ],
)
def test_what_is_large_and_no_bundle_is_refused(desk, small, content, reason):
    taken = take_in(desk.put("large.json", content))

    assert taken.reasons == ([reason] if reason else [])
    assert taken.people == []


def test_files_of_patients_are_read_before_what_is_said_of_them(desk):
    desk.put("AllergyIntolerance.ndjson", a_fact("AllergyIntolerance"))
    desk.put("Organization.ndjson", {"resourceType": "Organization", "id": "o"})
    desk.put("Patient.000.ndjson.gz", a_patient())
    found = list(packages([desk.folder]))

    assert [b'"Patient"' in entry.raw for one in found for entry in one.entries] == [True, False, False]


def test_loose_resources_are_gathered_into_bounded_packages(desk, monkeypatch):
    monkeypatch.setattr(reading, "LOOSE_RESOURCES", 4)
    for n in range(9):
        desk.put(f"{n}.json", json.dumps(a_fact(id=f"c{n}"), indent=1))
    desk.put("a.json", a_bundle(a_patient()))
    found = list(packages([desk.folder]))

    assert [(one.kind, len(one.entries)) for one in found] == [
        ("resources", 4),
        ("resources", 4),
        ("resources", 1),
        ("collection", 1),
    ]


def test_progress_runs_from_the_first_byte_to_the_last(desk):
    desk.put("a.ndjson", "\n".join(json.dumps(a_bundle(a_patient())) for _ in range(5)))
    desk.put("b.txt", "hello")
    seen = []
    take_in(desk.folder, progress=lambda done, total: seen.append((done, total)))
    total = sum(path.stat().st_size for path in desk.folder.iterdir())

    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (total, total)
    assert {whole for _, whole in seen} == {total}


def test_what_is_found_is_a_package_or_unreadable(desk):
    desk.put("a.ndjson", f"{LINE}\nbroken")
    found = list(packages([desk.folder]))

    assert [type(one) for one in found] == [Package, Unreadable]

"""A deny holds at every door, however the token spells the name; the same for an old catalogue."""

import json
import sqlite3
import time
from datetime import date
from pathlib import Path

import jwt
import pytest

from api.identity.demo import ISSUER, KEY_FILE, KEY_ID
from domain.entitlement import scope_of
from domain.types import Document, Labels, Principal
from ingest.store.catalogue import SqliteCatalogue
from ingest.store.holdings import SqliteHoldings
from tests.fakes.chunks import document, version_of
from tests.fakes.door import SECRET, HttpDoor
from tests.fakes.ingesting import EVERYONE, Office, entry, version

pytestmark = pytest.mark.integration

VERSION = "/v1/documents/POL-1/versions/1.0"
QUESTION = {"question": f"What gift is {SECRET}?"}
DENIED = Labels(
    allow=frozenset({"group:everyone"}),
    deny=frozenset({"group: Compliance", "user:Ann.Lee@Bank.Example"}),
)
GROUPS = ["compliance", "COMPLIANCE ", "/Compliance", "group:compliance", "ｃｏｍｐｌｉａｎｃｅ"]
GROUPS += ["compliance.", "Сompliance", "complıance", "com\u200bpliance", "Compliance\u0301"]
PEOPLE = ["ann.lee@bank.example", "ANN.LEE@bank.example.", " user:ann.lee@bank.example"]
PEOPLE += ["mailto:Ann.Lee@bank.example", "ａｎｎ.lee@bank.example", "аnn.lee@bank.example"]


@pytest.fixture
def door(tmp_path: Path) -> HttpDoor:
    text = [("1 Gifts", [f"1.1 {SECRET} is the gift that an Employee may accept."])]
    corpus = ([document("POL-1", labels=DENIED)], [version_of(text, document_id="POL-1")])
    return HttpDoor(tmp_path, corpus=corpus)


def heard(door: HttpDoor, folder: Path, subject: str, groups: list[str]) -> str:
    """All that the doors say to a holder of such a token, the question's own echo taken out."""
    claims = {"iss": ISSUER, "aud": "attest", "sub": subject, "groups": groups}
    claims |= {"exp": int(time.time()) + 600}
    key = (folder / KEY_FILE).read_text()
    token = jwt.encode(claims, key, "EdDSA", headers={"kid": KEY_ID})
    headers = {"Authorization": f"Bearer {token}"}
    responses = [
        door.post("/v1/answers", json=QUESTION, headers=headers),
        door.post("/v1/search", json=QUESTION, headers=headers),
        door.get(VERSION, headers=headers),
        door.get(f"{VERSION}/source", headers=headers),
        door.get(f"{VERSION}/pages/1/image", headers=headers),
        door.get("/v1/documents", headers=headers),
    ]  # fmt: skip
    assert all(response.status_code in (200, 401, 404) for response in responses)
    return " ".join(r.text.replace(QUESTION["question"], "") for r in responses)


def test_who_is_not_denied_reads_it(door: HttpDoor, tmp_path: Path) -> None:
    said = heard(door, tmp_path, "bob", ["everyone"])
    assert SECRET in said
    assert "POL-1" in said


@pytest.mark.parametrize("group", GROUPS)
def test_no_spelling_of_a_denied_group_hears_of_it(
    door: HttpDoor, tmp_path: Path, group: str
) -> None:
    said = heard(door, tmp_path, "bob", ["everyone", group])
    assert SECRET not in said
    assert "%PDF" not in said
    assert '"POL-1"' not in said


@pytest.mark.parametrize("subject", PEOPLE)
def test_no_spelling_of_a_denied_person_hears_of_it(
    door: HttpDoor, tmp_path: Path, subject: str
) -> None:
    said = heard(door, tmp_path, subject, ["everyone"])
    assert SECRET not in said
    assert "%PDF" not in said
    assert '"POL-1"' not in said


def test_labels_that_an_earlier_version_stored_are_read_in_their_canonical_form(
    tmp_path: Path,
) -> None:
    office = Office(folder=tmp_path / "policies", data=tmp_path / "data")
    office.write("a.txt")
    office.label(entry("POL-1", version("1", "a.txt"), allow=EVERYONE, deny=["group:Compliance"]))
    office.ingest()
    office.catalogue.close()
    with sqlite3.connect(tmp_path / "data" / "catalogue.sqlite3") as database:
        for table, column in (("documents", "body"), ("versions", "labels")):
            changed = f"{column} = replace({column}, 'group:compliance', 'group:Compliance')"
            assert database.execute(f"UPDATE {table} SET {changed}").rowcount == 1
    catalogue = SqliteCatalogue(tmp_path / "data")
    (stored,) = catalogue.documents()
    (row,) = catalogue.stored_versions()
    (held,) = SqliteHoldings(tmp_path / "data").holdings()
    catalogue.close()
    for labels in (stored.labels, row.labels, held.labels):
        assert labels.deny == {"group:compliance"}


def test_an_opaque_subject_meets_a_label_by_the_claim_that_the_settings_name() -> None:
    asker = Principal(subject="auth0|AbC", also_known_as=frozenset({"Ann.Lee@bank.example"}))
    names = scope_of(asker, as_of=date(2026, 6, 1)).names
    assert names == {"user:auth0|abc", "user:ann.lee@bank.example"}
    assert asker.subject == "auth0|AbC"
    stored = Document.model_validate_json(json.dumps({
        "document_id": "POL-1", "title": "", "labels": {"allow": ["user:Auth0|ABC"], "deny": []},
    }))  # fmt: skip
    assert stored.labels.allow <= names

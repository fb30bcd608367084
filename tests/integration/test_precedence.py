"""Precedence from the manifest to the answer, by the real commands: ingest, ask, change, again."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from api.cli import application as command_line

pytestmark = pytest.mark.integration

QUESTION = "Up to what value may an employee accept a gift from a client without approval?"
CLAUSE = (
    "An employee may accept a gift from a client without approval where its value is no more than"
)
POLICIES = {
    "POL-GRP-001": ("group.md", "Group Gifts Standard", "£100", "2024-01-01"),
    "POL-BRA-002": ("branch.md", "Branch Gifts Procedure", "£50", "2025-01-01"),
}


def write_policies(folder: Path) -> None:
    for name, title, limit, _ in POLICIES.values():
        (folder / name).write_text(f"# {title}\n\n## 1 Gifts\n\n1.1 {CLAUSE} {limit}.\n")


def write_manifest(folder: Path, **stated: dict[str, Any]) -> None:
    """``stated``: what the entry of POL_GRP_001 or POL_BRA_002 says of precedence."""
    entries = [
        {
            "document_id": document_id,
            "allow": ["group:everyone"],
            "versions": [
                {"version": "1.0", "file": name, "status": "approved", "effective_from": began}
            ],
            **stated.get(document_id.replace("-", "_"), {}),
        }
        for document_id, (name, _, _, began) in POLICIES.items()
    ]
    (folder / "manifest.yaml").write_text(yaml.safe_dump({"documents": entries}))


def ingested_and_asked(folder: Path, data: Path) -> tuple[str, dict[str, Any]]:
    """What ``ask`` prints, and its JSON, after the folder was ingested."""
    runner, where = CliRunner(), ["--data-dir", str(data)]
    assert runner.invoke(command_line.application, ["ingest", str(folder), *where]).exit_code == 0
    ask = ["ask", QUESTION, "--as", "compliance", *where]
    shown = runner.invoke(command_line.application, ask)
    told = runner.invoke(command_line.application, [*ask, "--json"])
    return shown.stdout, json.loads(told.stdout)


def cited(answer: dict[str, Any]) -> list[str]:
    return [s["citations"][0]["document_id"] for s in answer["sentences"]]


def test_a_manifest_that_states_a_precedence_settles_a_conflict_at_the_next_ingest(
    tmp_path: Path, index_folder: Path
) -> None:
    data = index_folder / "data"
    write_policies(tmp_path)

    write_manifest(tmp_path)
    shown, answer = ingested_and_asked(tmp_path, data)
    assert answer["code"] == "conflicting_policies"
    assert sorted(cited(answer)) == ["POL-BRA-002", "POL-GRP-001"]
    assert "Policies differ" in shown
    assert "£100" in shown
    assert "£50" in shown

    write_manifest(tmp_path, POL_GRP_001={"precedence": 1}, POL_BRA_002={"precedence": 2})
    shown, answer = ingested_and_asked(tmp_path, data)
    assert cited(answer) == ["POL-GRP-001"]
    assert (
        "POL-GRP-001 prevails over POL-BRA-002, which says otherwise: it stands above"
        in answer["note"]
    )
    assert answer["note"] in " ".join(shown.split())

    later = {"later_prevails": True}
    write_manifest(tmp_path, POL_GRP_001=later, POL_BRA_002=later)
    _, answer = ingested_and_asked(tmp_path, data)
    assert cited(answer) == ["POL-BRA-002"]
    assert (
        "POL-BRA-002 prevails over POL-GRP-001, which says otherwise: it came into force"
        in answer["note"]
    )

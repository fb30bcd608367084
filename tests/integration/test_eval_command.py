"""attest eval and attest eval-accept over invented suites: exit codes, the last line, files."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from api.cli import application as command_line
from evals import baseline, evaluation
from evals.errors import EvalInputError
from evals.result import CaseRow, SuiteOptions
from tests.fakes.runs import InventedSuite, row, rows

pytestmark = pytest.mark.integration


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> InventedSuite:
    """The one suite that there is, with its baselines in a folder of the test."""
    suite = InventedSuite(rows([1.0] * 30 + [0.0] * 10))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(evaluation, "SUITES", (suite,))
    monkeypatch.setattr(evaluation, "suite_named", {suite.name: suite}.get)
    folder = tmp_path / "baselines"
    for function in (baseline.read_baseline, baseline.write_baseline):
        monkeypatch.setattr(function, "__defaults__", (folder,))
    return suite


def run(*arguments: str) -> Result:
    return CliRunner().invoke(command_line.application, list(arguments))


def last_line(result: Result) -> dict[str, object]:
    return dict(json.loads(result.stdout.splitlines()[-1]))


def test_the_last_line_is_json_with_every_measure_and_its_interval(
    invented: InventedSuite,
) -> None:
    result = run("eval", "invented")
    assert result.exit_code == 0
    said = last_line(result)
    assert said["questions"] == 40
    measures = said["measures"]
    assert isinstance(measures, dict)
    assert measures["right"]["value"] == 30 / 40
    assert measures["right"]["low"] < 30 / 40 < measures["right"]["high"]
    assert "95 % interval" in result.stderr
    assert len(result.stdout.splitlines()) == 1


def test_json_leaves_out_the_table(invented: InventedSuite) -> None:
    result = run("eval", "invented", "--json")
    assert result.stderr == ""
    assert last_line(result)["suite"] == "invented"


def test_report_result_and_rows_are_written(invented: InventedSuite, tmp_path: Path) -> None:
    run("eval", "invented", "--out", "there")
    assert {path.name for path in (tmp_path / "there").iterdir()} == {
        "report.html", "result.json", "rows.jsonl",
    }  # fmt: skip
    assert len((tmp_path / "there/rows.jsonl").read_text().splitlines()) == 40


def test_what_the_options_say_reaches_the_suite(invented: InventedSuite) -> None:
    run("eval", "invented", "--documents", "docs", "--questions", "q.json", "--leave-out", "A, B",
        "--limit", "7", "--data-dir", "elsewhere")  # fmt: skip
    assert isinstance(invented.options, SuiteOptions)
    assert invented.options.documents == Path("docs")
    assert invented.options.questions == Path("q.json")
    assert invented.options.leave_out == {"A", "B"}
    assert invented.options.limit == 7
    assert invented.options.settings.data_dir == Path("elsewhere")


def test_a_skipped_suite_exits_0_and_says_what_to_pass(invented: InventedSuite) -> None:
    invented.skipped = "There is no data here: pass --documents."
    result = run("eval", "invented", "--gate")
    assert result.exit_code == 0
    assert last_line(result)["skipped"] == "There is no data here: pass --documents."
    assert "Skipped" in result.stderr


def test_an_unknown_suite_exits_2_and_lists_those_there_are(invented: InventedSuite) -> None:
    result = run("eval", "unheard-of")
    assert result.exit_code == 2
    assert "There is no suite unheard-of" in result.stderr
    # The box that it is printed in breaks lines where it likes.
    assert "invented: rows from nowhere" in " ".join(result.stderr.replace("│", " ").split())


def test_questions_that_cannot_be_read_exit_2(
    invented: InventedSuite, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unusable(*_: object) -> None:
        raise EvalInputError("q.json holds no questions that can be read.")

    monkeypatch.setattr(invented, "run", unusable)
    result = run("eval", "invented", "--questions", "q.json")
    assert result.exit_code == 2
    assert "q.json holds no questions" in result.stderr


@pytest.mark.parametrize(
    "bad",
    [row("bad", leaks=("POL-1",)), row("bad", inexact=("POL-1 v1 0:9",)),
     row("bad", has_crashed=True)],
    ids=["leak", "inexact citation", "crash"],
)  # fmt: skip
def test_a_leak_an_inexact_citation_or_a_crash_exits_1(
    invented: InventedSuite, bad: CaseRow
) -> None:
    invented.rows = [bad]
    assert run("eval", "invented").exit_code == 1


def test_what_was_accepted_holds_later_runs_to_it(invented: InventedSuite) -> None:
    def gated(some: Sequence[CaseRow]) -> int:
        invented.rows = some
        return run("eval", "invented", "--gate").exit_code

    assert gated(invented.rows) == 0  # nothing accepted yet
    assert run("eval-accept", "invented", "--who", "Ann", "--why", "first").exit_code == 0
    assert gated(invented.rows) == 0
    assert gated(rows([1.0] * 15 + [0.0] * 25)) == 1
    assert run("eval", "invented").exit_code == 0  # without --gate a regression is told alone
    assert gated(rows([1.0] * 40)) == 0


def test_accepting_needs_a_run_and_a_reason(invented: InventedSuite) -> None:
    result = run("eval-accept", "invented", "--who", "Ann", "--why", "first")
    assert result.exit_code == 2
    assert "attest eval SUITE" in result.stderr
    run("eval", "invented")
    assert run("eval-accept", "invented", "--who", "Ann", "--why", " ").exit_code == 2
    assert run("eval-accept", "invented", "--who", "Ann").exit_code == 2


def test_the_commands_are_found_without_the_models_libraries_and_teach_with_an_example() -> None:
    for command in ("eval", "eval-accept"):
        assert f"attest {command}" in run(command, "--help").stdout
    code = "import sys, api.cli; sys.exit('torch' in sys.modules or 'sklearn' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, timeout=60).returncode == 0

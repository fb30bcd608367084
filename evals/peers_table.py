"""The comparison as a Markdown table, for a README."""

from collections.abc import Mapping, Sequence

from evals.peers.peer import RESULTS
from evals.result import Measure


def markdown_table(
    measures: Sequence[Measure], systems: Sequence[str], described: Mapping[str, str]
) -> str:
    """A row a system: quality with its 95 % interval, median latency; then what each one is."""
    by_name = {measure.name: measure for measure in measures}
    lines = [
        f"| | Recall@{RESULTS} | MAP@{RESULTS} | median ms a question |",
        "|---|---|---|---|",
    ]
    for system in systems:
        recall = by_name.get(f"{system} recall_at_{RESULTS}")
        precision = by_name.get(f"{system} map_at_{RESULTS}")
        seconds = by_name.get(f"{system} seconds_p50")
        told = f"{seconds.value * 1000:.0f}" if seconds else "–"
        lines.append(f"| {system} | {_share(recall)} | {_share(precision)} | {told} |")
    notes = [f"- {system}: {text}" for system, text in described.items()]
    return "\n".join(["", *lines, "", *notes, ""])


def _share(measure: Measure | None) -> str:
    if measure is None:
        return "–"
    return f"{measure.value:.3f} ({measure.low:.3f}–{measure.high:.3f})"

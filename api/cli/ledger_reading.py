"""What attest ledger verify, show and export do; none of them needs the index."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Group
from rich.text import Text

from api.cli.rendering import answer_text, safe, show
from domain.errors import LedgerError, NotReadable
from domain.records import ActRecord, AnyRecord, Record
from domain.settings import Settings
from ledger import tables
from ledger.chain import body_of
from ledger.database import FILE_NAME, Database
from ledger.export import export_ledger
from ledger.head_file import HeadFile
from ledger.opening import checker_for, ledger_folder, open_to_look
from ledger.stored import record_where
from ledger.verification import Anchor, Verification, verify_database


def verify_and_report(
    settings: Settings, *, public_key: Path | None, sequence: int | None, sha256: str, as_json: bool
) -> bool:
    """Whether the ledger is sound, after saying so.

    Raises:
        LedgerError: there is none, or it cannot be read.
    """
    with opened(settings) as (database, kept_apart):
        result = verify_database(
            database,
            checker_for(settings, public_key),
            kept_apart=kept_apart,
            expected=None if sequence is None else Anchor(sequence, sha256),
        )
    if as_json:
        typer.echo(json.dumps(_as_json(result), indent=2))
    else:
        show(_as_text(result))
    return result.is_sound


def show_record(settings: Settings, answer_id: str, *, as_json: bool) -> None:
    """Prints one record.

    Raises:
        NotReadable: there is no such record.
        LedgerTampered: it is not what was written.
    """
    record = _find(settings, answer_id)
    if as_json:
        typer.echo(body_of(record))
    elif isinstance(record, ActRecord):
        show(*_act_text(record))
    else:
        show(*_record_text(record), answer_text(record.entry.response))


def find_record(settings: Settings, answer_id: str) -> Record:
    """The record of an answer, for the operator.

    Raises:
        NotReadable: there is no such record.
        LedgerTampered: it is not what was written.
    """
    record = _find(settings, answer_id)
    if not isinstance(record, Record):
        raise NotReadable(
            f"{safe(answer_id)} is the record of an act, not of an answer.",
            advice=f"Use attest ledger show {safe(answer_id)} to see it.",
        )
    return record


def _find(settings: Settings, record_id: str) -> AnyRecord:
    with opened(settings) as (database, _), database.reading() as connection:
        record = record_where(connection, tables.records.c.answer_id == record_id)
    if record is None:
        raise NotReadable(
            f"The ledger holds no answer {safe(record_id)}.",
            advice="attest ask prints the ID under the answer.",
        )
    return record


def export_and_report(
    settings: Settings, folder: Path, *, public_key: Path | None, as_json: bool
) -> None:
    """Writes the export and prints the head that it ends in.

    Raises:
        LedgerError: there is no ledger, or the folder is not empty.
    """
    with opened(settings) as (database, _):
        head = export_ledger(database, checker_for(settings, public_key), folder)
    if as_json:
        written = {"folder": str(folder), "head": f"{head.sequence}:{head.record_sha256}"}
        typer.echo(json.dumps(written | {"records": head.sequence}, indent=2))
        return
    show(
        f"{head.sequence} records, {head.checkpoints} checkpoints: {folder}",
        f"Head: {head.sequence}:{head.record_sha256}",
    )


@contextmanager
def opened(settings: Settings) -> Iterator[tuple[Database, HeadFile]]:
    """The ledger to look at; looking makes none.

    Raises:
        LedgerError: there is none yet, or it cannot be read.
    """
    if settings.ledger.url is None and not (ledger_folder(settings) / FILE_NAME).is_file():
        raise LedgerError(
            f"There are no records in {settings.data_dir} yet.",
            advice="Ask something first, or give another --data-dir.",
        )
    database, kept_apart = open_to_look(settings)
    try:
        yield database, kept_apart
    finally:
        database.close()


def _as_json(result: Verification) -> dict[str, object]:
    return {
        "sound": result.is_sound,
        "records": result.records,
        "checkpoints": result.checkpoints,
        "head": _head(result),
        "findings": result.findings,
        "remarks": result.remarks,
    }


def _head(result: Verification) -> str | None:
    head = result.head
    return f"{head.sequence}:{head.record_sha256}" if head else None


def _as_text(result: Verification) -> Group:
    counts = f"{result.records} records, {result.checkpoints} checkpoints"
    remarks = [Text(f"Look at: {safe(remark)}", style="yellow") for remark in result.remarks]
    if result.is_sound:
        sound = Text.assemble(("Sound: ", "bold green"), counts)
        return Group(sound, Text(f"Head: {_head(result)}"), *remarks)
    found = [Text(f"  - {safe(finding)}") for finding in result.findings]
    return Group(Text.assemble(("Not sound: ", "bold red"), counts), *found, *remarks)


def _record_text(record: Record) -> list[Text]:
    entry, working = record.entry, record.entry.working
    lines = [
        f"Record {record.sequence}, {record.recorded_at}, answer {entry.answer_id}",
        f"Asked by {entry.asker.subject}, groups: {', '.join(sorted(entry.asker.groups)) or '-'}",
        f"Question: {entry.response.question}",
        f"Looked at {len(working.evidence)} passages; withheld {len(working.withheld)} sentences"
        + (f"; refused at: {working.reason}" if working.reason else ""),
    ]
    lines += [f"  withheld: {w.reason} {w.detail}".rstrip() for w in working.withheld]
    if entry.replay_of:
        lines.append(f"A replay of answer {entry.replay_of}")
    prints = entry.fingerprints.model_dump()
    lines += [f"  {name}: {value or '-'}" for name, value in prints.items()]
    return [Text(safe(line)) for line in lines] + [Text("")]


def _act_text(record: ActRecord) -> list[Text]:
    act = record.entry
    lines = [
        f"Record {record.sequence}, {record.recorded_at}, {act.act} {act.act_id}",
        f"Done by {act.actor.subject}, about {act.about}",
        *json.dumps(act.content, indent=2, ensure_ascii=False, sort_keys=True).splitlines(),
    ]
    return [Text(safe(line)) for line in lines]

"""How the walk goes: who walks, what is sent, and all that comes back."""

import re
from pathlib import Path
from typing import Any

import jwt
from pydantic import SecretStr

from api.identity.demo import DemoRole
from domain.settings import OperationSettings, ServerSettings, Settings
from tests.fakes.canaries import FORBIDDEN, found_in
from tests.fakes.door import Corpus, HttpDoor
from tests.integration.side_doors import NO_SUCH_ANSWER, Call, Known, every_call

TOKEN = "operators-own-token"
ENTITLED = ("demo-board-secretary", ["everyone", "board-secretary", "compliance"])
REVOKED = (ENTITLED[0], ["everyone"])
# Who asks with less: subject and groups; None without a token.
CALLERS: dict[str, tuple[str, list[str]] | None] = {
    "staff": ("demo-hr", ["everyone", "hr"]),
    "auditor": ("demo-auditor", ["everyone", "auditor"]),
    "revoked": REVOKED,
    "in no group": ("demo-nobody", []),
    "unknown": None,
}
# Differ from run to run, and say nothing: IDs, times, what is signed over them, tokens, pace.
SET_ASIDE = re.compile(
    rb'\b[0-9a-f]{32}\b|"record_sha256":"\w+"|"(?:recorded|asked)_at":"[^"]+"|"sequence":\w+'
    rb'|"checkpoint":(null|\{[^}]*\})'
)


def door_over(folder: Path, corpus: Corpus) -> HttpDoor:
    folder.mkdir()
    settings = Settings(
        data_dir=folder,
        server=ServerSettings(requests_per_minute=10_000),
        operation=OperationSettings(metrics_token=SecretStr(TOKEN)),
    )
    return HttpDoor(folder, settings=settings, corpus=corpus)


def bearer(door: HttpDoor, caller: tuple[str, list[str]] | None) -> dict[str, str]:
    """A token of the door's issuer for any subject and groups."""
    if caller is None:
        return {}
    claims = jwt.decode(door.issuer.mint(DemoRole.HR), options={"verify_signature": False})
    token = jwt.encode(
        claims | {"sub": caller[0], "groups": caller[1]},
        door.issuer._key,
        algorithm="EdDSA",
        headers={"kid": "attest-demo-key"},
    )
    return {"Authorization": f"Bearer {token}"}


def said_to(door: HttpDoor, call: Call, caller: tuple[str, list[str]] | None) -> bytes:
    """Status, headers and body, as they leave."""
    content: dict[str, Any] = dict(call.content)
    sent = {"X-Request-ID": "of-the-walk"} | content.pop("headers", {}) | bearer(door, caller)
    response = door.request(call.method, call.url, headers=sent, **content)
    headers = sorted(f"{k}: {v}" for k, v in response.headers.items() if k != "x-request-id")
    return "\n".join([str(response.status_code), *headers, ""]).encode() + response.content


def comparable(said: bytes) -> bytes:
    return SET_ASIDE.sub(b"-", said)


def by_the_entitled(door: HttpDoor) -> tuple[Known, bytes]:
    """Everything, first, by one who may read it all: caches are warm, answers on record."""
    said = b"".join(said_to(door, call, ENTITLED) for call in every_call(Known()))
    released = tuple(row.read().entry for row in door.attest.ledger._rows)  # type: ignore[attr-defined]  # the one in memory
    cites = [e for e in released if found_in(e.response.model_dump_json().encode(), FORBIDDEN)]
    assert cites
    return Known(answer_ids=(NO_SUCH_ANSWER, *(e.answer_id for e in cites[:3]))), said

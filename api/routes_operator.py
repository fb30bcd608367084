"""What the operator reads, by a token of its own that opens nothing else."""

import hmac
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from fastapi.security import HTTPAuthorizationCredentials

from api.door import BEARER, AttestDoor
from api.metrics import CONTENT_TYPE
from domain.errors import IdentityError

router = APIRouter(include_in_schema=False)


@router.get("/metrics")
async def get_metrics(
    door: AttestDoor,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(BEARER)],
) -> Response:
    """Prometheus's text format, for the token in the settings; off without one.

    It counts everybody's questions, which is more than a caller may learn.
    """
    token = door.engine.settings.operation.metrics_token
    given = credentials.credentials if credentials else ""
    # One refusal for no token, a wrong one, and metrics that are off: it tells nothing.
    if token is None or not hmac.compare_digest(given.encode(), token.get_secret_value().encode()):
        raise IdentityError("Send the operator's token: Authorization: Bearer …")
    return Response(door.metrics.text(), media_type=CONTENT_TYPE)

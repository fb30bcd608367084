"""attest ask, search, documents, token."""

from typing import Annotated, Any

import typer

from api.cli.door import Client, open_client
from api.cli.options import ROLES, AsJson, AsOf, AsRole, DataDir, InDocuments, Token, settings_with
from api.cli.rendering import answer_text, documents_table, passages_text, show
from api.data_folder import own_data_folder
from api.identity.demo import DemoIssuer, DemoRole
from api.schemas import DocumentList, QuestionRequest, SearchResult
from api.wire import ANSWER_BODY
from domain.answers import Refusal
from domain.errors import QuestionError

EXIT_REFUSED = 3  # told apart from 1 (an error) and 2 (usage): a refusal is a sound outcome

Question = Annotated[str, typer.Argument(help="In plain language, in quotes.", show_default=False)]


def ask(
    question: Question,
    role: AsRole = None,
    as_of: AsOf = None,
    documents: InDocuments = None,
    token: Token = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Ask a question; every sentence of the answer cites the words it rests on.

    Example: attest ask "Up to what value may I accept a gift?" --as compliance

    The policies in force last year: add --as-of 2025-06-30. With --json the output is the body of
    POST /v1/answers.

    The last line is the ID under which it is on record: attest ledger show ID.

    Exit codes: 0 answered, 1 error, 2 usage, 3 refused.
    """
    request = _question(question, as_of, documents)
    with open_client(settings_with(data_dir), role=role, token=token) as client:
        _require_readable(client, documents)
        body = client.request("POST", "/v1/answers", json=request)
    response = ANSWER_BODY.validate_json(body)
    if as_json:
        typer.echo(body.decode())
    else:
        show(answer_text(response))
    if isinstance(response, Refusal):
        raise typer.Exit(EXIT_REFUSED)


def search(
    question: Question,
    role: AsRole = None,
    as_of: AsOf = None,
    documents: InDocuments = None,
    token: Token = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show the passages that match, best first, without a verdict on whether they answer.

    Example: attest search "hospitality from a supplier" --as relationship-manager

    Exit codes: 0 also where nothing matches, 1 error, 2 usage.
    """
    request = _question(question, as_of, documents)
    with open_client(settings_with(data_dir), role=role, token=token) as client:
        _require_readable(client, documents)
        body = client.request("POST", "/v1/search", json=request)
    if as_json:
        typer.echo(body.decode())
    else:
        show(passages_text(SearchResult.model_validate_json(body)))


def documents(
    role: AsRole = None,
    as_of: AsOf = None,
    token: Token = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the documents that you may read, with their versions.

    Example: attest documents --as board-secretary

    Exit codes: 0 also where there is none, 1 error, 2 usage.
    """
    on = {"as_of": str(as_of)} if as_of else {}
    with open_client(settings_with(data_dir), role=role, token=token) as client:
        body = client.request("GET", "/v1/documents", params=on)
    if as_json:
        typer.echo(body.decode())
    else:
        show(documents_table(DocumentList.model_validate_json(body)))


def token(
    role: Annotated[DemoRole, typer.Option("--as", metavar="ROLE", help=f"Whose token: {ROLES}.")],
    data_dir: DataDir = None,
) -> None:
    """Print a token of the demo identity, for a server that runs with --demo.

    Example: curl -H "Authorization: Bearer $(attest token --as auditor)"
    http://127.0.0.1:8000/v1/documents

    It is valid for eight hours, and worth nothing to a server without --demo.

    Exit codes: 0 printed, 1 error, 2 usage.
    """
    settings = settings_with(data_dir)
    own_data_folder(settings.data_dir)
    typer.echo(DemoIssuer(settings.data_dir, settings.identity).mint(role))


def _require_readable(client: Client, wanted: list[str] | None) -> None:
    """A mistyped ID would look like a policy that says nothing of the matter."""
    if not wanted:
        return
    listed = DocumentList.model_validate_json(client.request("GET", "/v1/documents"))
    if not {document.document_id for document in listed.documents}.issuperset(wanted):
        raise QuestionError(
            "--document names a document that does not exist, or that you may not read.",
            advice="attest documents lists those that you may read.",
        )


def _question(question: str, as_of: AsOf, documents: list[str] | None) -> dict[str, Any]:
    """The body of a request; what the command line did not say stays away."""
    request = QuestionRequest(
        question=question,
        as_of=as_of,
        document_ids=frozenset(documents) if documents else None,
    )
    return request.model_dump(mode="json", exclude_none=True)

"""The screens: pages without a build step, served as they lie in ``web``, one folder a screen.

They show nothing of any document by themselves: their scripts fetch it with the reader's token.
"""

from pathlib import Path

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

WEB = Path(__file__).parent / "web"
# Each address and the page that stands there; one page may stand at several.
SCREENS: dict[str, str] = {
    "/": "staff/index.html",
    "/a/{answer_id}": "staff/index.html",
    "/policies": "policies/index.html",
    "/widget.js": "widget/widget.js",
    "/widget/frame": "widget/frame.html",
    "/review": "review/index.html",
    "/review/quality": "review/quality.html",
}


def add_screens(app: FastAPI) -> None:
    """Serves the files of ``web`` under /web, and each screen's page at its own address."""
    app.mount("/web", StaticFiles(directory=WEB), name="web")
    for address, page in SCREENS.items():
        _add_screen(app, address, WEB / page)


def _add_screen(app: FastAPI, address: str, page: Path) -> None:
    @app.get(address, include_in_schema=False)
    async def screen() -> FileResponse:
        return FileResponse(page)

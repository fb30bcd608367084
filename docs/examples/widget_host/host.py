"""An application that shows the widget, in one file: its page, and the exchange of tokens.

    ATTEST=http://127.0.0.1:8000 SECRET=… python docs/examples/widget_host/host.py 9000

The person's own token is what your sign-in gave you; this example takes one from Attest's demo.
Attest must know this host: see docs/widget.md.
"""

import json
import os
import sys
import urllib.error
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ATTEST, SECRET = os.environ["ATTEST"], os.environ["SECRET"]
PORT = int(sys.argv[1])
ORIGIN = f"http://127.0.0.1:{PORT}"
ROLE = os.environ.get("ROLE", "relationship-manager")
FILES = {
    "/": "page.html",
    "/framed": "framed.html",
    "/page.js": "page.js",
    "/framed.js": "framed.js",
}
KINDS = {".html": "text/html; charset=utf-8", ".js": "text/javascript"}
# All that the page uses of another site: the widget's scripts, styles and answers.
POLICY = f"default-src 'self' {ATTEST}; img-src 'self' blob: data:; base-uri 'none'"


def sent(path: str, body: dict[str, str], bearer: str = "") -> dict[str, object]:
    """Attest's answer to a POST from this backend."""
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {bearer}"}
    request = urllib.request.Request(ATTEST + path, json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)


class Host(BaseHTTPRequestHandler):
    """The page, and POST /widget-token for it."""

    def do_GET(self) -> None:
        name = FILES.get(self.path.split("?")[0])
        if name is None:
            self.send_error(404)
            return
        file = Path(__file__).with_name(name)
        text = file.read_text().replace("{{ATTEST}}", ATTEST)
        self.say(200, KINDS[file.suffix], text.encode())

    def do_POST(self) -> None:
        wanted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # Here your session says who it is. Whoever is not signed in gets no token.
        person = sent("/demo/token", {"role": ROLE})["token"]
        # The origin is ours to say, but for the frame, whose page is Attest's own.
        origin = ATTEST if wanted.get("framed") else ORIGIN
        body = {"subject_token": str(person), "origin": origin,
                "conversation": wanted["conversation"], "key": wanted["key"]}  # fmt: skip
        try:
            given = json.dumps(sent("/widget/tokens", body, SECRET))
        except urllib.error.HTTPError as refused:
            self.say(502, "application/json", refused.read())
        else:
            self.say(200, "application/json", given.encode())

    def say(self, status: int, kind: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None: ...


ThreadingHTTPServer(("127.0.0.1", PORT), Host).serve_forever()

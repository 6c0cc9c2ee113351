"""What runs the entries of nginx, systemd, Docker and the like notices what is wrong with them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest
import serving
import test_catalogue
from flask_ls.knowledge.snippets import WHERE, Snippet, builtin
from runner import run, run_text, texts
from test_catalogue import BY_ID, CHECKS


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)


BROKEN = [
    ("sh-gunicorn", "gunicorn --workers", "gunicorn --wurkers"),
    ("sh-gunicorn", "app:app,", "nothing:app,"),
    ("sh-uwsgi", "app:app,app:create_app()", "app,app:create_app()"),
    ("sh-waitress", "--call ", ""),
    ("sh-nginx-enable", "ln -s", "ln"),
    ("sh-nginx-reload", " && ", " || "),
    ("gunicorn-config", "max_requests =", "max_request ="),
    ("nginx-site", "proxy_pass http", "proxy_past http"),
    ("nginx-tls", "return 301 https", "return 301 http"),
    ("nginx-static", "location /static/", "location /static"),
    ("nginx-prefix", "}/;", "};"),
    ("nginx-uwsgi", "include uwsgi_params;", ""),
    ("systemd-gunicorn", "KillMode=", "KilMode="),
    ("systemd-gunicorn", "/gunicorn --", "/gunicorm --"),
    ("systemd-gunicorn", "[Service]", "[Services]"),
    ("systemd-hardening", "SystemCallFilter=", "SystemCallFiltre="),
    ("systemd-hardening", "CapabilityBoundingSet=", "Nice=1"),
    ("systemd-command", "${4:clean}", "${4:clear}"),
    ("systemd-timer", "daily,", "dayly,"),
    ("systemd-socket", "SocketMode", "SocketMod"),
    ("uwsgi-ini", "processes", "proceses"),
    ("dockerfile", "USER 10001", ""),
    ("dockerfile", "--no-cache-dir ", ""),
    ("dockerfile", "FROM", "FORM"),
    ("dockerfile", "8000/", "8001/"),
    ("compose", "depends_on", "depend_on"),
    ("compose", 'volumes: ["data:', 'volumes: ["date:'),
    ("workflow-tests", '"3.12", ', "3.10, "),
    ("workflow-tests", "runs-on", "run-on"),
    ("workflow-tests", "-m pytest", "-m pytets"),
    ("flaskenv", "FLASK_DEBUG", "FLASK_DEBUGGER"),
    ("dotenv", "FLASK_SECRET_KEY", "FLASK_SECRETKEY"),
    ("dockerignore", ".git", ".gti"),
    ("gitignore", ".env", ".emv"),
]


@pytest.mark.parametrize(("snippet_id", "good", "bad"), BROKEN)
def test_broken_entry_is_noticed(snippet_id: str, good: str, bad: str, tmp_path: Path) -> None:
    """A deliberately broken copy of an entry makes its check fail."""
    snippet = BY_ID[snippet_id]
    assert good in snippet.body
    broken = snippet._replace(body=snippet.body.replace(good, bad))
    with pytest.raises(BaseException) as raised:
        run(broken, CHECKS[snippet_id], str(tmp_path))
    assert isinstance(raised.value, Exception)


def test_every_kind_of_file_has_a_broken_entry() -> None:
    """There is such a copy for each place that entries are for, and for the configuration of Gunicorn, which is Python."""
    broken = [snippet_id for snippet_id, _, _ in [*test_catalogue.BROKEN, *BROKEN]]
    assert set(WHERE) == {BY_ID[snippet_id].where[0] for snippet_id in broken}
    assert "gunicorn-config" in broken


# Lines without which an entry behaves the same, so far as a check can see.
_INDIFFERENT = {
    "server_name example.com;",  # a single site answers to every name
    "ssl_protocols TLSv1.2 TLSv1.3;",  # a matter of nginx's age
    "proxy_read_timeout 1h;",
    "proxy_http_version 1.1;",  # websockets need it; a request that is answered at once does not
    "listen [::]:80;",
    "listen [::]:443 ssl;",
}
_DOUBLED = {("nginx-tls", "listen 80;"), ("nginx-tls", "listen 443 ssl;")}  # the other address is asked then


@pytest.mark.parametrize(
    "snippet",
    [snippet for snippet in builtin() if snippet.where[0] in ("nginx", "dotenv", "ignore")],
    ids=lambda snippet: snippet.id,
)
def test_every_line_matters(snippet: Snippet, tmp_path: Path) -> None:
    """With any one line taken out of an entry, its check fails."""
    lines = texts(snippet)[0].split("\n")
    for at, line in enumerate(lines):
        if not line.strip() or line.endswith("{") or line.strip() in {"}", *_INDIFFERENT}:
            continue
        if (snippet.id, line.strip()) in _DOUBLED:
            continue
        without = "\n".join(lines[:at] + lines[at + 1 :])
        assert not _passes(snippet, without, str(tmp_path)), f"not noticed: {line}"


def _passes(snippet: Snippet, text: str, folder: str) -> bool:
    try:
        run_text(snippet, CHECKS[snippet.id], 0, text, folder)
    except Exception:
        return False
    return True


@pytest.mark.parametrize(
    ("snippet_id", "check", "message"),
    [
        ("nginx-site", {"request": []}, "has the keys"),
        ("nginx-site", {"requests": ["GET / -> 200"]}, "not a request"),
        ("nginx-static", {"around": "server { }"}, "where the snippet stands"),
        ("nginx-upload", {"around": "server { <|> }"}, "nothing listens"),
        ("dockerfile", {"serve": True}, "has the keys"),
        ("systemd-gunicorn", {"unit": "app.service", "exposure": 1.0}, "Overall exposure"),
    ],
)
def test_weak_check_is_noticed(snippet_id: str, check: dict[str, Any], message: str, tmp_path: Path) -> None:
    """A check that would not notice a broken entry is itself an error."""
    with pytest.raises(AssertionError, match=message):
        run(BY_ID[snippet_id], check, str(tmp_path))


def test_missing_program_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a system's program is missing the test is skipped, with the package that has it; on CI it fails."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="package nothing-light"):
        serving.tool("no-such-program", "nothing-light")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="package nothing-light"):
        serving.tool("no-such-program", "nothing-light")

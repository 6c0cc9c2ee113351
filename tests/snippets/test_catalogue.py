"""Every entry of the catalogue is executed on real Flask and the real extensions."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask_ls.knowledge.snippets import Snippet, builtin
from runner import run, texts

TOP = Path(__file__).resolve().parents[2]
CHECKS: dict[str, dict[str, Any]] = {
    entry["id"]: entry.get("check", {})
    for path in sorted((TOP / "snippets").glob("*.yaml"))
    for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
}
BY_ID = {snippet.id: snippet for snippet in builtin()}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)


@pytest.mark.parametrize("snippet", builtin(), ids=lambda snippet: snippet.id)
def test_snippet_runs(snippet: Snippet, tmp_path: Path) -> None:
    """The entry's default text, and the text of each choice, does on real Flask what its check says."""
    for text in texts(snippet):
        run(snippet, CHECKS[snippet.id], text, str(tmp_path))


@pytest.mark.parametrize(
    ("snippet_id", "good", "bad"),
    [
        ("route", '"${3:Hello}"', '"${3:Bye}"'),
        ("after-request", "return response", "pass"),
        ("error-handler", ", ${1}", ""),
        ("upload", "secure_filename(file.filename)", "file.filename"),
        ("db-query", ".scalars(", ".skalars("),
        ("url-for", "url_for(", "url_four("),
        ("test-view", "== ${3:200}", "== ${3:404}"),
        ("j-for", "{% endfor %}", ""),
        ("j-link", "</a>", "<a>"),
        ("sh-env", "export FLASK_APP", "if FLASK_APP"),
    ],
)
def test_broken_snippet_is_noticed(snippet_id: str, good: str, bad: str, tmp_path: Path) -> None:
    """A deliberately broken copy of an entry makes its check fail."""
    snippet = BY_ID[snippet_id]
    assert good in snippet.body
    broken = replace(snippet, body=snippet.body.replace(good, bad))
    with pytest.raises(BaseException) as raised:
        run(broken, CHECKS[snippet_id], texts(broken)[0], str(tmp_path))
    assert isinstance(raised.value, Exception)


def test_every_prefix_begins_with_f_or_is_known() -> None:
    """Prefixes are `f` and the thing, except for those of the widely used pack that people's fingers know."""
    others = {prefix for snippet in builtin() for prefix in snippet.prefix if not prefix.startswith("f")}
    assert {"hw", "routegp"} == others


def test_known_prefixes_are_there() -> None:
    """Somebody who comes from the flask-snippets pack finds its prefixes."""
    known = [
        "fapp",
        "hw",
        "froute",
        "routegp",
        "furl",
        "fmeth",
        "frt",
        "ftreq",
        "fup",
        "frc",
        "fsc",
        "feh",
        "flog",
        "fexp",
        "ffilter",
        "fcomment",
        "fblock",
        "fextends",
        "fself",
        "fsuper",
        "ffor",
        "fif",
        "fife",
        "felif",
        "fmacro",
        "ffb",
        "fset",
        "finclude",
        "fimport",
        "ffrom",
        "fautoescape",
        "ftitle",
        "fvar",
        "fcontent",
    ]
    prefixes = {prefix for snippet in builtin() for prefix in snippet.prefix}
    assert [prefix for prefix in known if prefix not in prefixes] == []


def test_every_entry_has_documentation() -> None:
    """Every entry links to a page that says more."""
    assert [snippet.id for snippet in builtin() if not (snippet.docs or "").startswith("https://")] == []

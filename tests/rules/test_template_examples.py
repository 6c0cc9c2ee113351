"""The examples of rules about templates on real Flask: the error that a rule's page promises comes, or the page says it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask_ls.rules.registry import Entry, rules

_FENCE = re.compile(r"```text\n(.*?)```", re.DOTALL)
_FILE = re.compile(r"^-- (\S+) --\n", re.MULTILINE)
_ERROR = re.compile(r"`(?:jinja2\.exceptions\.)?(\w+Error(?:: [^`]+)?)`")
_ASK = """
from app import app
app.config.update(SECRET_KEY="x")
client = app.test_client()
answer = client.get("/")
print(answer.status_code, answer.text)
print(client.post("/", data={"name": "a"}).status)
print(client.get("/", environ_overrides={"SCRIPT_NAME": "/shop"}).text)
"""
EXAMPLES = [entry for entry in rules() if "-- app.py --" in entry.doc]
# What is answered in the bad example and not in the good one; empty: the answers differ.
SHOWN = {
    "template-undefined-variable": "UndefinedError",
    "template-no-autoescape": "<p><script></p>",
    "form-method-not-allowed": "405 METHOD NOT ALLOWED",
    "html-comment-executes-jinja": "BuildError",
    "template-unquoted-attribute": "<input value=>",
    "blueprint-template-shadowed": "200 APP",
    "form-missing-csrf-token": "",
    "upload-form-missing-enctype": "",
    "template-content-outside-block": "",
    "template-unknown-block": "",
    "hardcoded-url": "",
}


@pytest.mark.parametrize("entry", EXAMPLES, ids=lambda entry: entry.rule.name)
def test_what_is_promised(entry: Entry, tmp_path: Path) -> None:
    """The bad example raises the error that the page quotes, or shows what it should not; the good one does not."""
    bad, good = (_run(code, tmp_path / str(number)) for number, code in enumerate(_FENCE.findall(entry.doc)[:2]))
    wanted = SHOWN.get(entry.rule.name)
    if wanted is None:
        promised = _ERROR.findall(re.sub(r"\s+", " ", entry.doc))
        assert any(error in bad for error in promised), bad
        assert not any(error in good for error in promised), good
    else:
        assert wanted in bad and "200" in good
        assert bad != good and (not wanted or wanted not in good)


def _run(code: str, folder: Path) -> str:
    """What the page and Flask's log say."""
    pieces = _FILE.split(code)
    for name, text in zip(pieces[1::2], pieces[2::2], strict=True):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "ask.py").write_text(_ASK, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "ask.py"], cwd=folder, capture_output=True, text=True, timeout=60, check=False, env={}
    )
    return " ".join((done.stdout + done.stderr).split())

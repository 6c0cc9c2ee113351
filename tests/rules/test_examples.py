"""The examples of rules on real Flask: the error that a rule's page promises comes, and what to use instead has none."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from flask_ls.rules.registry import Entry, rules

_FENCE = re.compile(r"```python\n(.*?)```", re.DOTALL)
_ERROR = re.compile(r"`(\w+(?:Error|Exception): [^`]+)`")
# Answers every route of the application once, and finds the one of a factory as `flask run` does.
_ASK = """
if "create_app" in globals():
    from flask.cli import ScriptInfo
    ScriptInfo(app_import_path="main:create_app").load_app()
elif "app" in globals():
    for rule in [*app.url_map.iter_rules()]:
        if rule.endpoint != "static":
            url = "/john/5" if "age" in rule.rule else "/user/5" if "user" in rule.rule else rule.rule
            app.test_client().open(url, method=min(rule.methods - {"HEAD", "OPTIONS"}))
"""
# Examples of one file, which has no name of its own.
PROMISING = [
    entry
    for entry in rules()
    if entry.rule.code[3] in "01578"  # what raises when it is imported, or when a route is asked once
    and _ERROR.search(re.sub(r"\s+", " ", entry.doc))
    and "python\n# " not in entry.doc
]


@pytest.mark.parametrize("entry", PROMISING, ids=lambda entry: entry.rule.name)
def test_the_error_that_is_promised(entry: Entry, tmp_path: Path) -> None:
    """The example raises an error that its page quotes, when it is imported or when its routes are asked."""
    bad, good = _FENCE.findall(entry.doc)[:2]
    promised = [match[1] for match in _ERROR.finditer(re.sub(r"\s+", " ", entry.doc))]
    said = _run(bad, tmp_path)
    assert any(error in said for error in promised), said
    assert not any(error in _run(good, tmp_path) for error in promised)


def _run(code: str, folder: Path) -> str:
    """What a program and Flask's log say."""
    (folder / "main.py").write_text(code, encoding="utf-8")
    (folder / "ask.py").write_text(f"from main import *\n{_ASK}", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": "", "SECRET_KEY": "x"}
    done = subprocess.run(
        [sys.executable, "ask.py"], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    return " ".join(done.stderr.split())

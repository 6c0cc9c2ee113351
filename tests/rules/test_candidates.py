"""One example of what each rule finds, and one of what it leaves alone: no rule mistakes another's for its own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml
from flask_ls.features.diagnostics import project_findings
from flask_ls.options import Options
from flask_ls.project.snapshot import Project
from flask_ls.rules.base import Finding
from flask_ls.rules.registry import by_code
from marks import ROOT

_NAMES = {entry.rule.name for entry in by_code().values()}


class Example(NamedTuple):
    name: str
    bad: str
    good: str


EXAMPLES = [
    Example(name, row["bad"], row["good"])
    for name, row in yaml.safe_load((Path(__file__).parent / "examples.yaml").read_text(encoding="utf-8")).items()
    if name in _NAMES
]
# Examples have keys in their text, and put names into HTML.
TRUE_OF_EXAMPLES = {"hardcoded-secret-key", "unescaped-html-response", "form-without-csrf"}
# What cannot be said of an example by itself, with the reason; its own cases have what is missing.
UNSEEN = {
    "broken-extension-import": "breaks with newer versions of what it imports, and nothing says which are installed",
    "wtf-email-validator-missing": "nothing says what is installed",
    "flask-name-imported-as-module": "nothing says that the name is one of Flask's: the project does not use Flask",
    "datetime-utcnow": "nothing says that the project uses Flask",
    "view-invalid-response-tuple": "`view-returns-invalid-type` says it",
}
# What is an error by itself is one where Jinja runs in a comment of HTML, too.
ALSO = {
    "html-comment-executes-jinja": {"url-for-unknown-endpoint"},
    "view-invalid-response-tuple": {"view-returns-invalid-type"},
}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_bad(example: Example) -> None:
    """The bad one has the finding, and no error of another rule."""
    found = _found(example.bad, Options(preview=True))
    if example.name not in UNSEEN:
        assert example.name in {finding.name for finding in found}
    errors = {finding.name for finding in found if finding.severity == "error"}
    preview = {entry.rule.name for entry in by_code().values() if entry.rule.preview}
    assert set() == errors - {example.name} - preview - ALSO.get(example.name, set())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_good(example: Example) -> None:
    """The good one has no finding of the rules that are on, but for what is as true of it as of the bad one."""
    found = {finding.name for finding in _found(example.good, Options())}
    assert set() == found - TRUE_OF_EXAMPLES
    assert example.name not in {finding.name for finding in _found(example.good, Options(preview=True))}


def _found(code: str, options: Options) -> list[Finding]:
    first, *named = re.split(r"^# --- (\S+)\n", code, flags=re.MULTILINE)
    files = {f"{ROOT}/app.py": first} if first else {}
    files |= {f"{ROOT}/{name}": text for name, text in zip(named[::2], named[1::2], strict=True)}
    found = project_findings(Project.empty((ROOT,)).with_files(files), options)
    return [finding for findings in found.values() for finding in findings]

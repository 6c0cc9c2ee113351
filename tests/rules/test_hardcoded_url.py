"""The quick fix of `hardcoded-url`: a page with URLs that are built is the page that had them written out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask_ls.features.diagnostics import findings
from flask_ls.options import Options
from flask_ls.rules.hardcoded_url import fix
from flask_ls.text.spans import apply_edits
from marks import ROOT, parse

_CASE = re.compile(r"### paths of routes\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
_SOURCE = _CASE.findall((Path(__file__).parent / "hardcoded-url.md").read_text(encoding="utf-8"))[0]


def test_the_page_stays_as_it_is() -> None:
    """Flask renders the same before and after all fixes, which build every URL that was found."""
    fixture = parse(_SOURCE)
    path = f"{ROOT}/templates/index.html"
    before = fixture.texts[path]
    found = findings(fixture.project, path, Options(preview=True, select=("FLK619",)))
    assert 6 == len(found)
    edits = [edit for each in found for change in fix(each, fixture.project) for edit in change.edits[path]]
    after = apply_edits(before, edits)
    assert '{{ url_for("static", filename="a/b.png") }}' in after
    assert "{{ url_for('show', name='ada', number=5) }}" in after
    names: dict[str, Any] = {"__name__": "shop"}
    exec(compile(fixture.texts[f"{ROOT}/app.py"], "app.py", "exec"), names)
    app = names["app"]
    with app.test_request_context():
        pages = [app.jinja_env.from_string(text).render() for text in (before, after)]
    assert pages[0] == pages[1]

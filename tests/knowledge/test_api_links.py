"""Links lead to anchors that the published documentation has."""

from __future__ import annotations

import pytest
from flask_ls.knowledge import api
from gen_api import pages

LINKED = [each for each in api.entries() if each.docs]


@pytest.mark.parametrize("entry", LINKED, ids=lambda each: each.name)
def test_page_and_anchor_exist(entry: api.ApiEntry) -> None:
    """The page is one of the documentation's, and the anchor one of the page's."""
    address, _, anchor = (entry.docs or "").partition("#")
    base = next(each["docs"] for each in api.packages().values() if address.startswith(each["docs"]))
    if base in pages():
        assert address in pages()[base]
        assert not anchor or anchor in pages()[base][address]


@pytest.mark.parametrize("entry", LINKED, ids=lambda each: each.name)
def test_the_anchor_is_the_names_own(entry: api.ApiEntry) -> None:
    """What the documentation explains by itself is linked there, as `#flask.Flask.route`."""
    if any(entry.name in anchors for page in pages().values() for anchors in page.values()) and not entry.removed:
        assert (entry.docs or "").endswith(f"#{entry.name}")

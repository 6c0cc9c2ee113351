"""What is said about versions agrees with the released versions of Flask and Werkzeug."""

from __future__ import annotations

import re

import pytest
from flask_ls.knowledge import api
from gen_api import versions

ENTRIES = [each for each in api.entries() if each.name.startswith(("flask.", "werkzeug."))]
_NEW = re.compile(r"New in (\d+\.\d+)\.$")
# A subclass has had these of its own since then; what it inherited before did the same.
OVERRIDDEN = {"flask.cli.FlaskGroup.make_context", "flask.cli.FlaskGroup.parse_args"}


def known(name: str) -> tuple[str, str]:
    """The version that brought a name, where it is newer than 2.0, and the one that took it away."""
    return versions().get(name, ("", ""))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.name)
def test_new_in(entry: api.ApiEntry) -> None:
    """An entry says "new in" of a version after 2.0 where that version brought the name."""
    said = entry.since or ""
    if entry.kind == "module":
        return  # these are not in the data
    if [int(part) for part in said.split(".")[:2] if part] > [2, 0] or entry.name in versions():
        assert known(entry.name)[0] == (said if said and not said.startswith(("0.", "1.", "2.0")) else "")


@pytest.mark.parametrize("entry", [each for each in ENTRIES if each.removed], ids=lambda each: each.name)
def test_removed_in(entry: api.ApiEntry) -> None:
    """An entry says "removed in" of the first version that has not the name any longer."""
    assert entry.removed == known(entry.name)[1]


@pytest.mark.parametrize("entry", [each for each in ENTRIES if each.parameters], ids=lambda each: each.name)
def test_new_parameters(entry: api.ApiEntry) -> None:
    """A parameter that is said to be newer than its function is."""
    for parameter, text in entry.parameters.items():
        if match := _NEW.search(text):
            assert match[1] == known(f"{entry.name}({parameter})")[0] or entry.name not in versions()


def test_changed_in_names_versions() -> None:
    """What changed is said by version."""
    assert [] == [each.name for each in ENTRIES for version in each.changed if not re.fullmatch(r"\d+\.\d+", version)]


def test_versions_of_configuration_keys() -> None:
    """Flask's keys say "new in" and "removed in" as the released versions do, and none that went away is missing."""
    said = {
        f"config:{key.key}": (key.since or "", key.removed or "") for key in api.config_keys() if key.package == "flask"
    }
    real = {name: found for name, found in versions().items() if name.startswith("config:")}
    assert real == said

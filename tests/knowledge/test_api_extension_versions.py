"""What is said about versions of extensions agrees with their releases."""

from __future__ import annotations

import pytest
from dump_extension_versions import EXTENSIONS
from flask_ls.features.hover import hover
from flask_ls.knowledge import api
from flask_ls.options import Options
from gen_api import releases, versions
from marks import parse

ENTRIES = [each for each in api.entries() if each.name.partition(".")[0] in releases()]
CHECKED = {*releases(), "flask", "werkzeug"}
# What is deprecated in SQLAlchemy, whose releases are not in the data.
ELSEWHERE = {"sqlalchemy.orm.Query.get"}


def asked(entry: api.ApiEntry) -> list[str]:
    """The versions of the extension of an entry that the data were taken from."""
    return releases()[entry.name.partition(".")[0]]


def test_every_extension_was_asked() -> None:
    """The data have the releases of the table that writes them, each once and in order."""
    assert {*EXTENSIONS} == {*releases()}
    for package, extension in EXTENSIONS.items():
        listed = [each for part in extension.releases for each in part.versions.split()]
        assert len(listed) == len(releases()[package])
        assert all(full.startswith(short) for full, short in zip(listed, releases()[package], strict=True))


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.name)
def test_new_in(entry: api.ApiEntry) -> None:
    """An entry says "new in" where a release brought the name, and nowhere else."""
    assert versions().get(entry.name, ("", ""))[0] == (entry.since or "")


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda each: each.name)
def test_removed_in(entry: api.ApiEntry) -> None:
    """An entry says "removed in" where a release has not the name any longer, and nowhere else."""
    assert versions().get(entry.name, ("", ""))[1] == (entry.removed or "")


@pytest.mark.parametrize("entry", [each for each in ENTRIES if each.parameters], ids=lambda each: each.name)
def test_new_parameters(entry: api.ApiEntry) -> None:
    """A parameter says "new in" where a release brought it to a function that was there before, and nowhere else."""
    for parameter, text in entry.parameters.items():
        since = versions().get(f"{entry.name}({parameter})", ("", ""))[0]
        expected = since if since != (entry.since or "") else ""
        assert expected == (text.rpartition(" New in ")[2].removesuffix(".") if " New in " in text else "")


def test_changed_and_deprecated_in_a_release() -> None:
    """What changed or was deprecated names a release that was asked; what is deprecated went away later or not yet."""
    for entry in ENTRIES:
        said = [*entry.changed, *filter(None, (entry.deprecated,))]
        assert [] == [version for version in said if version not in asked(entry)], entry.name
        assert list(entry.changed) == sorted(entry.changed, key=asked(entry).index), entry.name
        if entry.deprecated and entry.removed:
            assert asked(entry).index(entry.deprecated) < asked(entry).index(entry.removed), entry.name


def test_parameters_that_changed() -> None:
    """A parameter that is said to be gone or to have replaced another is so in that very release."""
    for name, gone, brought in (
        ("flask_sqlalchemy.SQLAlchemy.create_all", "bind", "bind_key"),
        ("flask_jwt_extended.create_access_token", "user_claims", "additional_claims"),
        ("flask_jwt_extended.create_refresh_token", "headers", "additional_headers"),
        ("flask_socketio.SocketIO.send", "room", "to"),
        ("flask_limiter.Limiter", "global_limits", "default_limits"),
        ("flask_limiter.Limiter", "auto_check", "key_func"),
    ):
        entry = api.lookup(name)
        version = versions()[f"{name}({gone})"][1]
        assert entry is not None and f"`{gone}`" in entry.changed[version]
        assert versions()[f"{name}({brought})"] in {("", ""), (version, "")}


def test_extensions_that_were_not_asked_say_nothing() -> None:
    """An extension of which one release is known has nothing to say about versions."""
    said = [
        each.name
        for each in api.entries()
        if each.name.partition(".")[0] not in CHECKED
        and (each.since or each.removed or each.changed or each.deprecated)
    ]
    assert [*ELSEWHERE] == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("from flask_jwt_extended import get_j<|>wt", "*New in Flask-JWT-Extended 4.0.*"),
        ("from flask_jwt_extended import jwt_req<|>uired", "Whether its type matters. New in 4.4."),
        ("from flask_migrate import Mig<|>rate", "*Changed in Flask-Migrate 4.0: Changes of types are seen"),
        ("from flask_wtf import Csrf<|>Protect", "*Deprecated since Flask-WTF 0.14. Removed in Flask-WTF 1.0.*"),
        ("from flask_babel import Babel\nBabel().locale<|>selector", "*Removed in Flask-Babel 3.0.*"),
        ("from wtforms.fields.html5 import Email<|>Field", "*Removed in WTForms 3.0.*"),
    ],
)
def test_hover_says_it(text: str, said: str) -> None:
    """A hover tells what is new, what changed, and what is gone with what took its place."""
    fixture = parse(text)
    found = hover(fixture.project, fixture.path, fixture.offset, Options())
    assert found is not None and said in found.markdown

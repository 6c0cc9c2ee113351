"""Write which public names the releases of extensions have, each installed with the Flask of its time.

    python server/dev/dump_extension_versions.py FOLDER [PACKAGE …]

Installs the releases side by side below FOLDER, which may be kept for the next run, and writes
`server/dev/data/versions_extensions.json`: of each extension the names that have an entry and those that came or went.
Left out are Flask-Principal, of which people run one release only, and Flask-Sitemap, whose 0.3 cannot be imported with
a Python of today. What an extension hands on of SQLAlchemy or webassets is not its own. PACKAGE asks some of them anew.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NamedTuple

from dump_versions import HERE, RELEASES, asked, installed, ranges, shortened

OLD = ("flask==1.1.4", "werkzeug==1.0.1", "jinja2==2.11.3", "itsdangerous==1.1.0", "click==7.1.2", "markupsafe==2.0.1")
FLASKS = {"1.1": OLD, **RELEASES}
TARGET = HERE / "data" / "versions_extensions.json"


class Releases(NamedTuple):
    """Releases of an extension, oldest first, that run with one of `FLASKS`, and what else they need."""

    flask: str
    versions: str
    needs: tuple[str, ...] = ()


class Extension(NamedTuple):
    """How an extension is installed, its modules that people import from, and its releases: the last of each minor."""

    distribution: str
    modules: str
    releases: tuple[Releases, ...]


EXTENSIONS = {
    "flask_sqlalchemy": Extension("flask-sqlalchemy", ". .query .pagination .model .session .track_modifications", (
        Releases("2.0", "2.4.4 2.5.1", ("sqlalchemy==1.4.54",)), Releases("2.2", "3.0.5", ("sqlalchemy==2.0.36",)),
        Releases("3.1", "3.1.1", ("sqlalchemy==2.0.36",)))),
    "flask_migrate": Extension("flask-migrate", ".", (
        Releases("2.0", "2.6.0 2.7.0 3.0.1 3.1.0", ("flask-sqlalchemy==2.5.1", "sqlalchemy==1.4.54")),
        Releases("3.1", "4.0.7 4.1.0"))),
    "flask_login": Extension("flask-login", ". .utils .mixins .signals", (
        Releases("2.0", "0.4.1 0.5.0"), Releases("3.1", "0.6.3"))),
    "flask_wtf": Extension("flask-wtf", ". .csrf .file .form .html5 .recaptcha", (
        Releases("2.0", "0.14.3 0.15.1", ("wtforms==2.3.3",)), Releases("2.2", "1.0.1", ("wtforms==3.0.1",)),
        Releases("3.1", "1.1.2 1.2.2 1.3.0"))),
    "wtforms": Extension("wtforms", ". .fields .fields.html5 .validators .widgets .widgets.html5 .form .ext.sqlalchemy.fields", (
        Releases("2.0", "2.2.1 2.3.3", ("sqlalchemy==1.4.54",)), Releases("3.1", "3.0.1 3.1.2 3.2.2 3.3.2"))),
    "flask_restful": Extension("flask-restful", ". .reqparse .fields .inputs .utils.cors", (
        Releases("1.1", "0.3.8"), Releases("2.0", "0.3.9"), Releases("3.1", "0.3.10"))),
    "flask_mail": Extension("flask-mail", ".", (Releases("2.0", "0.9.1"), Releases("3.1", "0.10.0"))),
    "flask_cors": Extension("flask-cors", ".", (Releases("2.0", "3.0.10"), Releases("3.1", "4.0.2 5.0.1 6.0.5"))),
    "flask_limiter": Extension("flask-limiter", ". .util", (
        Releases("2.0", "1.5 2.0.4 2.1.3 2.2.0 2.3.3 2.4.6 2.5.1 2.6.3", ("limits<3", "setuptools<80")),
        Releases("2.2", "2.7.0 2.8.1 2.9.2 3.0.0 3.1.0 3.2.0", ("limits<4", "setuptools<80")),
        Releases("2.3", "3.3.1 3.4.1 3.5.1 3.6.0 3.7.0 3.8.0 3.9.2 3.10.1 3.11.0 3.12", ("limits<5",)),
        Releases("3.1", "4.0.0 4.1.1"))),
    "flask_apscheduler": Extension("flask-apscheduler", ".", (
        Releases("2.0", "1.10.1 1.11.0", ("setuptools<80", "six")), Releases("2.2", "1.12.4", ("setuptools<80", "six")), Releases("3.1", "1.13.1"))),
    "flask_flatpages": Extension("flask-flatpages", ". .utils", (Releases("2.0", "0.7.3 0.8.3"), Releases("3.1", "0.9.0"))),
    "flask_assets": Extension("flask-assets", ".", (Releases("2.0", "0.12 2.0"), Releases("3.1", "2.1.0"))),
    "flask_babel": Extension("flask-babel", ". .speaklater", (
        Releases("2.0", "1.0.0 2.0.0"), Releases("2.3", "3.0.1 3.1.0"), Releases("3.1", "4.0.0"))),
    "flask_socketio": Extension("flask-socketio", ". .namespace", (
        Releases("2.0", "4.3.2 5.0.3 5.1.2 5.2.0"), Releases("3.1", "5.3.7 5.4.1 5.5.1 5.6.1 5.7.0"))),
    "flask_jwt_extended": Extension("flask-jwt-extended", ".", (
        Releases("1.1", "3.25.1 4.0.2 4.1.0"), Releases("2.0", "4.2.3 4.3.1"), Releases("2.2", "4.4.4"), Releases("3.0", "4.5.3 4.6.0 4.7.4"))),
    "flask_uploads": Extension("flask-reuploaded", ".", (
        Releases("2.0", "0.3.2 0.4.0 0.5.0 1.0.0"), Releases("3.1", "1.1.0 1.2.0 1.3.0 1.4.0 1.5.0 1.6.0"))),
}  # fmt: skip
# Classes that were called otherwise: what they have had under the older name is not new.
MOVED = {
    "flask_sqlalchemy.Pagination.": "flask_sqlalchemy.pagination.Pagination.",
    "flask_sqlalchemy.BaseQuery.": "flask_sqlalchemy.query.Query.",
}
# What is handed on of SQLAlchemy, in another way by each release: none of it came or went.
HANDED_ON = ("flask_sqlalchemy.SQLAlchemy.Table", "flask_sqlalchemy.SQLAlchemy.relationship")


def main(folder: Path, packages: list[str]) -> None:
    """Install, ask each release, and write what changed between them."""
    kept = json.loads(TARGET.read_text(encoding="utf-8"))["packages"] if packages else {}
    made = {package: _package(folder, package) for package in packages or EXTENSIONS}
    data = {
        "generated": "by server/dev/dump_extension_versions.py; ranges as in versions.json",
        "packages": dict(sorted((kept | made).items())),
    }
    TARGET.write_text(json.dumps(data, indent=0) + "\n", encoding="utf-8", newline="\n")


def _package(folder: Path, package: str) -> dict[str, Any]:
    extension = EXTENSIONS[package]
    modules = [package + module.rstrip(".") for module in extension.modules.split()]
    found: dict[str, set[str]] = {}
    used: dict[str, str] = {}
    for releases in extension.releases:
        for version in releases.versions.split():
            own = f"{extension.distribution}=={version}"
            target = installed(folder / f"{package}-{version}", (own, *FLASKS[releases.flask], *releases.needs))
            names = asked(target, "extension_names.py", *modules)
            found[_short(version, extension)] = _cleaned(names)
            used[_short(version, extension)] = " ".join((own, FLASKS[releases.flask][0], *releases.needs))
    named = ranges(_without_gaps(found))
    explained = _explained()
    kept = {key: [name for name in names if _is_of_use(name, key, names, explained)] for key, names in named.items()}
    return {
        "releases": used,
        "names": {key: " ".join(shortened(names)) for key, names in sorted(kept.items()) if names},
    }


def _is_of_use(name: str, key: str, names: list[str], explained: set[str]) -> bool:
    """Whether a name has an entry, or went away from what is still there."""
    called, _, parameter = name.partition("(")
    if called in explained:
        return True
    return not key.endswith("-") and not parameter and called.rpartition(".")[0] not in names


def _without_gaps(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """The names but those that went away and came back, as what was private for a while: there is nothing to say."""
    rows = {name: ["-x"[name in names] for names in found.values()] for name in set[str]().union(*found.values())}
    whole = {name for name, row in rows.items() if "-" not in "".join(row).strip("-")}
    return {version: names & whole for version, names in found.items()}


def _short(version: str, extension: Extension) -> str:
    """A version as people say it: without the patch, where the table has no other release of that minor."""
    minor = ".".join(version.split(".")[:2])
    others = [each for part in extension.releases for each in part.versions.split()]
    return minor if sum(f"{each}.".startswith(f"{minor}.") for each in others) == 1 else version


def _cleaned(names: set[str]) -> set[str]:
    """The names, without those of SQLAlchemy, and with those that members are known by today."""
    moved = {new + name.removeprefix(old) for name in names for old, new in MOVED.items() if name.startswith(old)}
    return {name for name in names | moved if name.partition("(")[0] not in HANDED_ON}


def _explained() -> set[str]:
    """The names of extensions that have an entry."""
    from gen_api import written_entries

    return {name for name, _ in written_entries()}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])

"""Writes the workspace that the index is measured on: many Python files, of which some make Flask applications.

The same numbers give the same files. One application has a thousand routes in fifty files, whatever else there is, so
that what an edit in it costs can be compared between workspaces of different sizes. Every further ten Flask files are
a small application of their own, and the rest is code that has nothing to do with Flask.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

BIG = 50  # files of the big application
ROUTES = 20  # in each of them
SMALL = 10  # files of a small application
VIEW_FILE = "shop/views/part_07.py"  # the view that is typed in while measuring

_WORDS = [
    "account", "audit", "balance", "batch", "branch", "budget", "buffer", "carrier", "catalog", "channel", "charge",
    "client", "column", "contract", "country", "customer", "delivery", "device", "discount", "document", "driver",
    "entry", "event", "export", "field", "filter", "folder", "group", "header", "issue", "index", "invoice", "item",
    "journal", "label", "ledger", "level", "limit", "market", "member", "message", "metric", "model", "module",
    "number", "offer", "order", "owner", "package", "parcel", "partner", "payment", "period", "person", "plan",
    "point", "policy", "price", "product", "profile", "project", "quote", "range", "rate", "record", "region",
    "report", "result", "role", "rule", "sample", "schema", "score", "section", "segment", "series", "service",
    "shift", "signal", "site", "source", "stage", "stock", "store", "stream", "summary", "supplier", "table",
    "target", "task", "tax", "team", "ticket", "total", "track", "unit", "user", "value", "vendor", "version",
    "visit", "volume", "wallet", "window", "worker", "zone",
]  # fmt: skip

_CLASS = '''
class {Name}{Other}:
    """Keeps the {other} of each {name} while it is worked on.

    What is added twice is kept once. The oldest entry is dropped when there are more than `limit`.
    """

    def __init__(self, {name}: str, *, limit: int = {n}, parent: "{Name}{Other} | None" = None) -> None:
        self.{name} = {name}
        self.limit = limit
        self.parent = parent
        self._entries: dict[str, list[float]] = {{}}
        self._{other}_total = 0.0

    @property
    def {other}_total(self) -> float:
        """The sum of everything that was added, those of the parent included."""
        if self.parent is not None:
            return self._{other}_total + self.parent.{other}_total
        return self._{other}_total

    def add_{other}(self, key: str, value: float) -> bool:
        values = self._entries.setdefault(key, [])
        if value in values:
            logger.debug("%s is there already in %s", value, key)
            return False
        values.append(value)
        self._{other}_total += value
        while len(self._entries) > self.limit:
            oldest = next(iter(self._entries))
            dropped = self._entries.pop(oldest)
            self._{other}_total -= sum(dropped)
        return True

    def {other}_by_key(self) -> dict[str, float]:
        return {{key: sum(values) / max(len(values), 1) for key, values in self._entries.items() if values}}
'''
_FUNCTION = '''
def {name}_{other}(rows: list[dict[str, str]], *, {third}: int = {n}, strict: bool = False) -> dict[str, float]:
    """The {other} of each {name}, for those rows whose {third} is large enough."""
    found: dict[str, float] = defaultdict(float)
    skipped = 0
    for number, row in enumerate(rows, start=1):
        name = row.get("{name}", "").strip().lower()
        try:
            amount = float(row["{other}"].replace(",", "."))
        except (KeyError, ValueError) as error:
            if strict:
                raise {Name}Error(f"row {{number}}: {{error}}") from error
            skipped += 1
            continue
        if not name or int(row.get("{third}") or 0) < {third}:
            continue
        found[name] += round(amount * {third} / 100.0, 2)
    if skipped:
        logger.warning("%d of %d rows have no {other}", skipped, len(rows))
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
'''
_PARSER = '''
def read_{name}_{third}(path: Path) -> Iterator[tuple[str, int]]:
    """Pairs of {name} and {third} from a file with one of them on each line."""
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            text = line.partition("#")[0].strip()
            if not text:
                continue
            left, separator, right = text.partition("=")
            if separator and right.strip().isdigit():
                yield left.strip(), int(right)
            elif match := _{THIRD}_LINE.match(text):
                yield match["{name}"], int(match["{third}"], base=10)
            else:
                logger.info("%s: a line that is not understood: %r", path.name, text[:{n}])


_{THIRD}_LINE = re.compile(r"(?P<{name}>[a-z_]+)\\s+(?P<{third}>\\d+)$")
'''
_HEAD = '''"""How {name} and {other} are kept together, and what is derived from them."""

from __future__ import annotations

import logging
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

{imports}
logger = logging.getLogger(__name__)
{NAME}_{OTHER}_LIMIT = int(os.environ.get("{NAME}_{OTHER}_LIMIT", "{n}"))


class {Name}Error(Exception):
    """A {name} that cannot be used."""

'''
_VIEW = '''
@bp.route("/{name}_{n}/<int:{name}_id>", methods=["GET", "POST"])
def {name}_{n}({name}_id):
    """Show or change one {name}."""
    if request.method == "POST":
        {other} = request.form.get("{other}", "")
        session["last_{name}"] = {name}_id
        flash(f"Saved {{{other}}}", "success")
        return redirect(url_for(".{name}_{n}", {name}_id={name}_id))
    rows = [row for row in {name}_{other}_rows({name}_id) if row["{other}"]]
    if not rows:
        abort(404)
    return render_template("{name}.html", rows=rows, {name}_id={name}_id, page=request.args.get("page", 1, type=int))


def {name}_{other}_rows({name}_id, *, limit={n}):
    """The rows of one {name} that the view shows."""
    found = []
    for number in range({name}_id, {name}_id + limit):
        found.append({{"{other}": number * 2, "{third}": str(number), "active": number % 3 == 0}})
    return [row for row in found if row["active"]]
'''
_VIEWS_HEAD = '''"""Views of {name}."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for

bp = Blueprint("{blueprint}", __name__, url_prefix="/{blueprint}")
'''
_FACTORY = '''"""The application {package}."""

import os

from flask import Flask

{imports}

def create_app(config=None):
    app = Flask(__name__)
    app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
    app.config.update(config or {{}})
{registrations}    return app
'''


def write(folder: Path, files: int, flask_files: int) -> list[Path]:
    """Write a workspace of so many Python files; `flask_files` of them, fifty and then tens, use Flask."""
    texts = dict(_application("shop", BIG, ROUTES, random.Random(1)))
    for number in range((flask_files - BIG) // SMALL):
        texts |= dict(_application(f"services/service_{number:02}", SMALL, 5, random.Random(1000 + number)))
    texts |= dict(_plain(files - len(texts)))
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [folder / name for name in sorted(texts)]


def _application(package: str, files: int, routes: int, random_: random.Random) -> Iterator[tuple[str, str]]:
    parts = [f"part_{number:02}" for number in range(files - 1)]
    module = package.replace("/", ".")
    registrations = "".join(f"    app.register_blueprint({part}.bp)\n" for part in parts)
    imports = "".join(f"from {module}.views import {part}\n" for part in parts)
    yield (
        f"{package}/__init__.py",
        _FACTORY.format(package=package, imports=imports, registrations=registrations),
    )
    for part in parts:
        words = _names(random_)
        count = routes if part != parts[-1] else routes * 2  # the file with the factory has none
        views = "".join(_VIEW.format(**(_names(random_) | {"n": number})) for number in range(count))
        yield f"{package}/views/{part}.py", _VIEWS_HEAD.format(blueprint=part, **words) + views


def _plain(files: int) -> Iterator[tuple[str, str]]:
    """Packages of twenty modules that import each other and, now and then, one of another package."""
    for number in range(files):
        random_ = random.Random(number)
        package, module = divmod(number, 20)
        near = [
            f"from library.package_{package:03} import module_{other:02}" for other in range(max(module - 2, 0), module)
        ]
        far = [f"import library.package_{random_.randrange(package + 1):03}.module_00"] if module == 5 else []
        words = _names(random_)
        imports = "".join(f"{line}\n" for line in [*near, *far])
        body = "".join(
            random_.choice([_CLASS, _FUNCTION, _PARSER]).format(**_names(random_)) for _ in range(random_.randint(3, 8))
        )
        yield f"library/package_{package:03}/module_{module:02}.py", _HEAD.format(imports=imports, **words) + body


def _names(random_: random.Random) -> dict[str, object]:
    name, other, third = random_.sample(_WORDS, 3)
    return {
        "name": name, "Name": name.title(), "NAME": name.upper(), "other": other, "Other": other.title(),
        "OTHER": other.upper(), "third": third, "THIRD": third.upper(), "n": random_.randint(10, 99),
    }  # fmt: skip


if __name__ == "__main__":
    written = write(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
    print(f"{len(written)} files, {sum(path.stat().st_size for path in written) / 1e6:.1f} MB")

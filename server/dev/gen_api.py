"""Generates `knowledge/api_*.json` and `knowledge/facts.json` from `knowledge/data/*.yaml` and the installed packages.

People write what a name is for; kinds, signatures, bases and inner module names are taken from the installed packages,
so that they cannot be wrong, and the links from the published documentation's own list of anchors.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import dump_versions
import introspect
import yaml

DATA = Path("server/flask_ls/knowledge/data")
KNOWLEDGE = Path("server/flask_ls/knowledge")
TOP = Path(__file__).resolve().parent.parent.parent
FIELDS = ("type", "returns", "details", "example", "since", "deprecated", "removed", "gotcha")
KEYS = {*FIELDS, "summary", "kind", "signature", "docs", "changed", "parameters", "options_of", "like", "as"}
GENERATED = "by server/dev/generate.py from server/flask_ls/knowledge/data; do not edit"
# What a class has of these is known without entries.
BUILTINS = {id(each): f"builtins.{each.__name__}" for each in (dict, list, str)}
find = introspect.find


def files() -> dict[Path, str]:
    """The generated files: one for each package, and one for the facts that belong to none."""
    written = dict(written_entries())
    entries = {name: _entry(name, each) for name, each in written.items()}
    present = [name for name, each in written.items() if not each.get("removed")]
    known = introspect.identities(sorted(present, key=lambda name: name.count(".")))
    _inherit(entries, written, known)
    aliases = introspect.aliases(known)
    packages: dict[str, dict[str, Any]] = {}
    for name, entry in sorted(entries.items()):
        package = packages.setdefault(name.partition(".")[0], {"generated": GENERATED, "entries": {}, "aliases": {}})
        package["entries"][name] = entry
    for name, each in written.items():
        _add_options(entries[name], each.get("options_of", ()), entries)
    for alias, name in sorted(aliases.items()):
        if alias not in entries:
            packages[alias.partition(".")[0]]["aliases"][alias] = name
    made = {KNOWLEDGE / f"api_{package}.json": _compact(data) for package, data in packages.items()}
    return {**made, KNOWLEDGE / "facts.json": _compact(_facts(packages))}


def _compact(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=0) + "\n"


def _facts(packages: dict[str, Any]) -> dict[str, Any]:
    return {
        "generated": GENERATED,
        "packages": {name: each for name, each in _packages().items() if name in packages},
        "config": _config_keys(),
        "converters": {key: {"name": key, **written} for key, written in _read("converters.yaml").items()},
        "call_sites": yaml.safe_load((TOP / DATA / "call_sites.yaml").read_text(encoding="utf-8")),
        "decorators": sorted(f"{owner}.{name}" for owner, names in _read("decorators.yaml").items() for name in names),
        "status": {str(code): _status(code, summary) for code, summary in _read("status.yaml").items()},
    }


def _read(name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load((TOP / DATA / name).read_text(encoding="utf-8"))
    return found


def written_entries() -> Iterator[tuple[str, dict[str, Any]]]:
    """What people wrote of every name, in the order of the files; members and other names stand by themselves."""
    seen: set[str] = set()
    for path in sorted((TOP / DATA).glob("api_*.yaml")):
        for name, each in _flat("", yaml.safe_load(path.read_text(encoding="utf-8"))):
            if name in seen:
                raise SystemExit(f"{path.name}: {name} is written twice")
            # A comma in a text without quotes ends the text, and what follows becomes a key.
            if wrong := [*({*each} - KEYS), *(key for key, text in each.get("parameters", {}).items() if not text)]:
                raise SystemExit(f"{path.name}: {name} has {wrong}")
            seen.add(name)
            yield name, each


def _flat(owner: str, names: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, value in names.items():
        full = f"{owner}{name}"
        each: dict[str, Any] = {"summary": value} if isinstance(value, str) else dict(value)
        members = each.pop("members", {})
        others = each.pop("also", ())
        if each:
            yield full, each
        for other in others:
            yield other, {**each, "as": full}
        yield from _flat(f"{full}.", members)


def _entry(name: str, written: dict[str, Any]) -> dict[str, Any]:
    found = None if written.get("removed") else find(name)
    kind = written.get("kind") or introspect.kind(name, found)
    entry: dict[str, Any] = {"kind": kind, "docs": _docs(name, written)}
    signature = written.get("signature") or introspect.signature(name, found, kind)
    if signature:
        entry["signature"] = signature
    if "as" in written:  # the texts stand once, in the entry that the others repeat
        return {**entry, "as": written["as"]}
    entry["summary"] = written["summary"].strip()
    if kind == "signal":
        entry["type"] = "blinker.NamedSignal"
    if since := versions().get(name, ("", ""))[0]:
        entry["since"] = since
    entry |= {field: str(written[field]).strip() for field in FIELDS if written.get(field)}
    if "changed" in written:
        entry["changed"] = {str(version): text for version, text in written["changed"].items()}
    if parameters := _parameters(name, written, found, kind):
        entry["parameters"] = parameters
    return entry


def _parameters(name: str, written: dict[str, Any], found: Any, kind: str) -> dict[str, str]:
    """What is said of each parameter: here, or for all of a class or package in `parameters.yaml`."""
    own = dict(written.get("parameters", {}))
    called = kind in ("class", "function", "method", "exception") and "signature" not in written
    if called and (real := introspect.real_signature(found)):
        for parameter in introspect.taken(real):
            if parameter.name not in own and (said := _glossary(name, parameter.name)):
                own[parameter.name] = said
        order = [each.name for each in introspect.taken(real)]
        own = dict(sorted(own.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order)))
    if name.partition(".")[0] in releases():
        own = {parameter: f"{text}{_new_in(name, parameter)}" for parameter, text in own.items()}
    return own


def _new_in(name: str, parameter: str) -> str:
    """Says of an extension's parameter that it is newer than what takes it; of Flask's people say it where it matters."""
    since, _ = versions().get(f"{name}({parameter})", ("", ""))
    return f" New in {since}." if since and since != versions()[name][0] else ""


@cache
def versions() -> dict[str, tuple[str, str]]:
    """The version that brought a name, where the oldest that was asked had it not, and the one that took it away."""
    asked = [_data("versions.json"), *_data("versions_extensions.json")["packages"].values()]
    found: dict[str, tuple[str, str]] = {}
    for key, names in ((key, names) for data in asked for key, names in data["names"].items()):
        first, _, last = key.partition("-")
        found |= dict.fromkeys(dump_versions.expanded(names), (first, last))
    return found


@cache
def releases() -> dict[str, list[str]]:
    """The versions of each extension that were asked for their names, oldest first."""
    return {name: list(each["releases"]) for name, each in _data("versions_extensions.json")["packages"].items()}


def _data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TOP / "server/dev/data" / name).read_text(encoding="utf-8"))
    return found


def _add_options(entry: dict[str, Any], sources: list[str], entries: dict[str, dict[str, Any]]) -> None:
    """What a `**` parameter takes: the parameters of another function; `name(a, b)` for some of them."""
    if "as" in entry:
        return
    for source in sources:
        name, _, some = source.removesuffix(")").partition("(")
        wanted = some.split(", ") if some else list(entries[name]["parameters"])
        said = entry.setdefault("parameters", {})
        for each in wanted:
            said.setdefault(each, entries[name]["parameters"][each])


def _glossary(name: str, parameter: str) -> str | None:
    scope = name
    while scope:
        if said := _glossaries().get(scope, {}).get(parameter):
            return str(said)
        scope = scope.rpartition(".")[0]
    return None


@cache
def _glossaries() -> dict[str, dict[str, str]]:
    return _read("parameters.yaml")


@cache
def _packages() -> dict[str, dict[str, str]]:
    return _read("packages.yaml")


@cache
def pages() -> dict[str, dict[str, set[str]]]:
    """The published documentation of Flask, Werkzeug and Jinja: by its address, the anchors of each page's address."""
    data = json.loads((TOP / "server/dev/data/anchors.json").read_text(encoding="utf-8"))
    bases = {package: _packages()[package]["docs"] for package in data}
    return {
        base: {base + page: set(anchors.split()) for page, anchors in data[package].items()}
        for package, base in bases.items()
    }


@cache
def anchors() -> dict[str, str]:
    """The address of the page that each anchor is on."""
    return {name: page for found in pages().values() for page, names in found.items() for name in names}


def _docs(name: str, written: dict[str, Any]) -> str:
    """The address that explains a name: its own anchor, or that of the class or module it is in."""
    package = _packages()[name.partition(".")[0]]
    if docs := written.get("docs"):
        return str(docs) if docs.startswith("http") else package["docs"] + docs
    scope = name
    while scope:
        for anchor in (scope, f"module-{scope}"):
            if anchor in anchors():
                return f"{anchors()[anchor]}#{anchor}"
        scope = scope.rpartition(".")[0]
    return package["docs"]


def _inherit(entries: dict[str, dict[str, Any]], written: dict[str, dict[str, Any]], known: dict[int, str]) -> None:
    """Tell each class which other entries its members may be found in."""
    for name, entry in entries.items():
        if entry["kind"] not in ("class", "exception") or written[name].get("removed"):
            continue
        found = find(name)
        own = [name, *introspect.bases(found, known | BUILTINS)] if inspect.isclass(found) else []
        with_likes = [each for base in own for each in (base, *written.get(base, {}).get("like", ()))]
        if others := [base for base in dict.fromkeys(with_likes) if base != name]:
            entry["bases"] = others


def _config_keys() -> dict[str, dict[str, Any]]:
    found = {key: _config(key, written) for key, written in _read("config.yaml").items()}
    for package, group in _read("config_extensions.yaml").items():
        for key, written in group["keys"].items():
            found[key] = _config(key, {"package": package, "docs": group["docs"], **written})
    return found


def _config(key: str, written: dict[str, Any]) -> dict[str, Any]:
    docs = written.get("docs") or f"{_packages()['flask']['docs']}config/#{key}"
    return {"key": key, "package": "flask", **{k: str(v) for k, v in written.items()}, "docs": docs}


def _status(code: int, summary: str) -> dict[str, Any]:
    from werkzeug.exceptions import default_exceptions

    raised = default_exceptions.get(code)
    return {
        "code": code,
        "phrase": HTTPStatus(code).phrase,
        "exception": raised.__name__ if raised is not None else None,
        "summary": summary,
    }

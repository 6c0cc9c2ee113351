"""Generates `knowledge/api.json` from `knowledge/data/*.yaml` and the installed Flask.

People write what a name is for; kinds, signatures and internal module names are taken from the installed packages,
so that they cannot be wrong.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import yaml

DATA = Path("server/flask_ls/knowledge/data")
TOP = Path(__file__).resolve().parent.parent.parent
STABLE = "https://flask.palletsprojects.com/en/stable"


def files() -> dict[Path, str]:
    """The generated file."""
    entries: dict[str, dict[str, Any]] = {}
    aliases: dict[str, str] = {}
    for path in sorted((TOP / DATA).glob("api_*.yaml")):
        for name, written in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if name in entries:
                raise SystemExit(f"{path.name}: {name} is written twice")
            for full in (name, *written.get("also", ())):
                entries[full] = _entry(full, written)
    for name in entries:
        aliases |= _aliases(name, entries)
    data = {
        "generated": "by server/dev/generate.py from server/flask_ls/knowledge/data; do not edit",
        "entries": entries,
        "aliases": aliases,
        "config": _config_keys(),
        "converters": {key: {"name": key, **written} for key, written in _read("converters.yaml").items()},
        "call_sites": yaml.safe_load((TOP / DATA / "call_sites.yaml").read_text(encoding="utf-8")),
        "status": {str(code): _status(code, summary) for code, summary in _read("status.yaml").items()},
    }
    text = json.dumps(data, ensure_ascii=False, indent=0, sort_keys=True)
    return {Path("server/flask_ls/knowledge/api.json"): text + "\n"}


def _read(name: str) -> dict[Any, Any]:
    found: dict[Any, Any] = yaml.safe_load((TOP / DATA / name).read_text(encoding="utf-8"))
    return found


def find(name: str) -> Any:
    """The object of a qualified name; None where it exists only on instances. Raises `AttributeError` if nowhere."""
    parts = name.split(".")
    for count in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:count]))
        except ImportError:
            continue
        for at, part in enumerate(parts[count:], count):
            if inspect.isclass(found):
                static = inspect.getattr_static(found, part, None)
                if static is None:
                    if at == len(parts) - 1:
                        return None
                    raise AttributeError(name)
                found = static if isinstance(static, property) else getattr(found, part)
            else:
                found = getattr(found, part)
        return found
    raise AttributeError(name)


def _entry(name: str, written: dict[str, Any]) -> dict[str, Any]:
    found = find(name)
    kind = written.get("kind") or _kind(name, found)
    entry = {"name": name, "kind": kind, "summary": written["summary"].strip()}
    signature = written.get("signature") or _signature(name, found, kind)
    if signature:
        entry["signature"] = signature
    for field in ("type", "returns", "details", "example", "since", "deprecated", "removed", "gotcha"):
        if written.get(field):
            entry[field] = str(written[field]).strip()
    docs = written.get("docs") or _docs(name)
    entry["docs"] = docs if docs.startswith("http") else f"{STABLE}/{docs}"
    return entry


def _docs(name: str) -> str:
    if name.startswith("werkzeug."):
        return "https://werkzeug.palletsprojects.com/en/stable/"
    return f"api/#{name}"


def _kind(name: str, found: Any) -> str:
    import types

    from werkzeug.local import LocalProxy

    if isinstance(found, types.ModuleType):
        return "module"
    if isinstance(found, LocalProxy):
        return "proxy"
    if inspect.isclass(found):
        return "exception" if issubclass(found, Exception) else "class"
    if type(found).__name__ == "NamedSignal":
        return "signal"
    if callable(found):
        parent = find(name.rpartition(".")[0])
        return "method" if inspect.isclass(parent) else "function"
    return "attribute"


def _signature(name: str, found: Any, kind: str) -> str | None:
    if kind not in ("class", "function", "method", "exception"):
        return None
    try:
        signature = inspect.signature(found)
    except (ValueError, TypeError):
        return None
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in signature.parameters.values()
        if parameter.name not in ("self", "cls")
    ]
    text = str(signature.replace(parameters=parameters, return_annotation=inspect.Signature.empty))
    text = re.sub(r"<[^<>]*(?:<[^<>]*>)?[^<>]*>", "...", text)
    return f"{name.rpartition('.')[2]}{text}"


def _aliases(name: str, entries: dict[str, Any]) -> dict[str, str]:
    """The internal names of a public class or function: `flask.app.Flask`, and its bases' members."""
    found = find(name)
    aliases: dict[str, str] = {}
    if inspect.isclass(found) or inspect.isfunction(found):
        inner = f"{found.__module__}.{found.__qualname__}"
        if "<locals>" not in inner and inner not in entries and (inspect.isclass(found) or inner.count(".") < 3):
            aliases[inner] = name
    elif entries[name]["kind"] == "proxy" and name.startswith("flask."):
        aliases[f"flask.globals.{name.removeprefix('flask.')}"] = name
    return aliases


def _config_keys() -> dict[str, dict[str, Any]]:
    found = {key: _config(key, written) for key, written in _read("config.yaml").items()}
    for package, group in _read("config_extensions.yaml").items():
        for key, written in group["keys"].items():
            found[key] = _config(key, {"package": package, "docs": group["docs"], **written})
    return found


def _config(key: str, written: dict[str, Any]) -> dict[str, Any]:
    docs = written.get("docs") or f"{STABLE}/config/#{key}"
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

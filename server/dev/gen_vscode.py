"""Generates the settings, and the version, in the VS Code client's `package.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask_ls import __version__
from flask_ls.options import Options, Setting

TOP = Path(__file__).resolve().parent.parent.parent
PACKAGE = Path("vscode-client/package.json")
TRACE = {
    "type": "string",
    "enum": ["off", "messages", "verbose"],
    "default": "off",
    "description": "Write the messages between editor and server to the log.",
}


def files() -> dict[Path, str]:
    """`package.json`, of which the settings and the version are ours and the rest is left as it is."""
    package = json.loads((TOP / PACKAGE).read_text(encoding="utf-8"))
    properties = {
        f"flask-ls.{setting.editor}": _property(setting, default)
        for _, setting, default in Options.settings()
        if setting.editor
    }
    properties["flask-ls.trace.server"] = TRACE
    package["version"] = __version__
    package["contributes"]["configuration"] = {"title": "Flask Language Server", "properties": properties}
    return {PACKAGE: json.dumps(package, indent=2, ensure_ascii=False) + "\n"}


def _property(setting: Setting, default: Any) -> dict[str, Any]:
    shapes: dict[str, dict[str, Any]] = {
        "bool": {"type": "boolean"},
        "string": {"type": "string"},
        "choice": {"type": "string", "enum": list(setting.choices)},
        "strings": {"type": "array", "items": {"type": "string"}},
        "string_map": {
            "type": "object",
            "additionalProperties": {"type": "string", "enum": list(setting.choices)},
        },
    }
    scope = "machine-overridable" if setting.client_only else "resource"
    default = list(default) if isinstance(default, tuple) else default
    return {**shapes[setting.kind], "default": default, "scope": scope, "markdownDescription": setting.description}

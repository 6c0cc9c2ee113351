"""What is running, on what, with which settings: for bug reports and for people who wonder why nothing is said."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from importlib import metadata

from flask_ls import __version__
from flask_ls.options import Options
from flask_ls.project.components import components
from flask_ls.project.secret_key import set_or_opaque
from flask_ls.project.snapshot import Project
from flask_ls.rules.registry import rules


def report(project: Project, options: Options, facts: Mapping[str, str]) -> str:
    """Markdown. `facts` are what the door knows: its kind, the position encoding and the like."""
    lines = [f"# Flask Language Server {__version__}", ""]
    about = {
        "Python": f"{platform.python_version()} at {sys.executable}",
        "platform": platform.platform(),
        "pygls": _version("pygls"),
        "lsprotocol": _version("lsprotocol"),
        "PyYAML": _version("PyYAML"),
        **facts,
        "folders": ", ".join(project.roots) or "none",
        "files": str(len(project.files)),
        "Flask in this project": "yes" if project.uses_flask else "no file speaks of it",
        "rules": ", ".join(entry.rule.code for entry in rules()),
    }
    lines += [f"- {name}: {value}" for name, value in about.items()]
    lines += ["", "## Settings", ""]
    lines += [f"- {setting.editor}: {getattr(options, name)!r}" for name, setting, _ in Options.settings()]
    damaged = [file.path for file in project.python_files() if file.mentions_flask and file.damaged]
    if damaged:
        lines += ["", "## Files that do not parse as they stand", "", *(f"- {path}" for path in damaged)]
    reasons = []
    for files in components(project):
        if any("session" in file.text and file.mentions_flask for file in files):
            reason = set_or_opaque(project, files)
            reasons.append(f"- {files[0].path} and {len(files) - 1} more: {reason or 'no key was found'}")
    if reasons:
        lines += ["", "## Secret keys", "", *reasons]
    return "\n".join(lines) + "\n"


def _version(distribution: str) -> str:
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return "bundled"

"""`flask-ls new`: files and layouts from a template. Never writes over what is there."""

from __future__ import annotations

import argparse
import sys
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

from flask_ls.knowledge.project_templates import PATTERNS, ProjectTemplate, builtin
from flask_ls.project.new_files import plan


def new(arguments: list[str]) -> int:
    """Write a template's files, or list the templates. 2: nothing was written, and it was said why."""
    if not arguments or arguments[0].startswith("-"):
        _parser(None).parse_args(arguments)
        print("\n".join(map(_described, builtin().values())))
        return 0
    template = builtin().get(arguments[0])
    if template is None:
        return _refused(plan(arguments[0], {}, ".").wrong)
    options = _parser(template).parse_args(arguments)
    answers = {ask.name: given for ask in template.asks if (given := getattr(options, ask.name)) is not None}
    folder = Path(options.path)
    if folder.exists() and not folder.is_dir():
        return _refused([f"{folder} is not a folder"])
    made = plan(template.id, answers, options.path)
    if made.wrong:
        return _refused(made.wrong)
    if made.existing:
        return _refused([f"nothing was written, because there is already: {', '.join(made.existing)}"])
    if options.dry_run:
        for path, text in made.files.items():
            print(f"== {folder / path}\n{text}")
        return 0
    try:
        _write(folder, made.files)
    except OSError as error:
        return _refused([f"nothing was written, because of {error.filename}: {error.strerror}"])
    print("\n".join(f"wrote {folder / path}" for path in made.files))
    print(f"\n{made.after}")
    return 0


def _refused(reasons: Iterable[str]) -> int:
    print("\n".join(f"flask-ls new: {reason}" for reason in reasons), file=sys.stderr)
    return 2


def _parser(template: ProjectTemplate | None) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=f"flask-ls new{f' {template.id}' if template else ''}",
        description=template.description if template else "Write files from a template; without one, list them.",
        epilog=None if template else "`flask-ls new TEMPLATE --help` says what a template asks for.",
        allow_abbrev=False,
    )
    parser.add_argument("template", nargs="?", metavar="TEMPLATE", help="what to write")
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the folder to write into (this one)")
    parser.add_argument("--dry-run", action="store_true", help="print what would be written, and write nothing")
    for ask in template.asks if template else ():
        about = f"{ask.question} ({ask.default}): {PATTERNS[ask.pattern].expects}".replace("%", "%%")
        parser.add_argument(f"--{ask.name}", metavar="ANSWER", help=about)
    return parser


def _described(template: ProjectTemplate) -> str:
    about = textwrap.fill(template.description, 100, initial_indent="  ", subsequent_indent="  ")
    asked = " ".join(f"--{ask.name} {ask.default}" for ask in template.asks)
    return f"{template.id}: {template.title}\n{about}\n  {asked}"


def _write(folder: Path, files: Mapping[str, str]) -> None:
    """Write all files or, where that fails, none. A file that came meanwhile is an error too."""
    written: list[Path] = []
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("x", encoding="utf-8", newline="\n") as file:
                written.append(target)
                file.write(text)
    except OSError:
        for target in written:
            target.unlink(missing_ok=True)
        raise

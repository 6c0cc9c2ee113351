"""Files around an application that are neither Python nor templates: which they are, and where an entry can stand.

Such a file gets snippets, and explanations of what the `flask` command reads in it. What a file is goes by its name,
then by the editor's name of its language.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherFile:
    """A kind of file. `where`: the place of its snippets. `names`: patterns of the end of a path.

    `multiline`: a string can go on in the next line.
    """

    where: str
    names: tuple[str, ...]
    languages: tuple[str, ...] = ()
    multiline: bool = False


# The VS Code client attaches to the same names and languages.
KINDS = (
    OtherFile(
        where="nginx",
        names=("nginx.conf", "*.nginx", "*.nginx.conf", "nginx/*.conf", "sites-available/*", "sites-enabled/*"),
        languages=("nginx",),
        multiline=True,
    ),
    OtherFile(
        where="systemd",
        names=("*.service", "*.socket", "*.timer"),
        languages=("systemd", "systemd-unit-file"),
    ),
    OtherFile(where="ini", names=("*uwsgi*.ini",)),
    OtherFile(where="ignore", names=(".gitignore", "*.dockerignore")),
    OtherFile(
        where="dockerfile",
        names=("Dockerfile", "Dockerfile.*", "*.dockerfile", "Containerfile"),
        languages=("dockerfile",),
    ),
    OtherFile(
        where="compose",
        names=("compose.yaml", "compose.yml", "compose.*.yaml", "compose.*.yml", "docker-compose*.yaml", "docker-compose*.yml"),
        languages=("dockercompose", "yaml.docker-compose"),
        multiline=True,
    ),
    OtherFile(
        where="workflow",
        names=(".github/workflows/*", ".gitea/workflows/*", ".forgejo/workflows/*"),
        languages=("github-actions-workflow",),
        multiline=True,
    ),
    OtherFile(where="dotenv", names=(".env", ".env.*", ".flaskenv"), languages=("dotenv",), multiline=True),
)  # fmt: skip
_NEWLINE = re.compile(r"\r\n|\r|\n")
# Comments, so that an apostrophe in one opens nothing; and strings, which begin where a word or a value does.
_SKIPPED = re.compile(r"(?:^|(?<=[\s;{}]))#[^\r\n]*|(?:^|(?<=[\s=:,\[({]))([\"'])(?:\\.|(?!\1)[^\\])*\1?", re.M | re.S)
_HEREDOC = re.compile(r"[A-Z]+ .*<<-?[\"']?(\w+)")
_BLOCK_SCALAR = re.compile(r".*[:\-][ \t]+[|>][+\-\d]*[ \t]*(?:#.*)?")


def kind_of(path: str, language: str) -> OtherFile | None:
    """What kind of file this is, if any of these."""
    below_root = "/" + path.replace("\\", "/").lstrip("/")
    for kind in KINDS:
        if any(fnmatchcase(below_root, f"*/{name}") for name in kind.names):
            return kind
    return next((kind for kind in KINDS if language in kind.languages), None)


def can_stand(kind: OtherFile, text: str, offset: int) -> bool:
    """Whether an entry can stand where the cursor is: a line begins there, and it is in no string and no comment."""
    lines = _NEWLINE.split(text[:offset])
    line = lines.pop()
    if not re.fullmatch(r"[ \t]*[\w-]*", line) or (lines and lines[-1].endswith("\\")):
        return False
    if kind.where == "dockerfile":
        return not _in_heredoc(lines)
    if kind.where in ("compose", "workflow") and _in_block_scalar(lines, line):
        return False
    return not (kind.multiline and is_skipped(text, offset))


def is_skipped(text: str, offset: int) -> bool:
    """Whether a place is in a string or a comment, in a file where strings can have several lines."""
    return any(found.end() >= offset for found in _SKIPPED.finditer(text, 0, offset))


def _in_heredoc(lines: list[str]) -> bool:
    """Whether a text that a Dockerfile's instruction holds is still open after these lines."""
    end = None
    for line in lines:
        if end is None:
            opened = _HEREDOC.match(line)
            end = opened[1] if opened else None
        elif line.strip() == end:
            end = None
    return end is not None


def _in_block_scalar(lines: list[str], line: str) -> bool:
    """Whether a line of YAML that begins so belongs to a text, such as a script, of a key above it."""
    width = _indent(line)
    for above in reversed(lines):
        if not width:
            break
        if above.strip() and _indent(above) < width:
            if _BLOCK_SCALAR.fullmatch(above):
                return True
            width = _indent(above)
    return False


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

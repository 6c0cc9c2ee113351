"""What a text says at a glance, without being parsed: whether it can matter to Flask at all, and what it imports.

Most files of a large workspace have nothing to do with Flask. They are recognised here, in a hundredth of the time that
parsing takes, and are parsed only when a file that does matter imports something from them.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from flask_ls.syntax.import_scan import Imported, imported

_FLASK_WORD = re.compile(r"\bflask\b|\bflask_", re.IGNORECASE)


class Glimpse:
    """What a Python file's text says at a glance.

    `matters`: as `may_matter` has it. `mentions_flask`: the text speaks of Flask by name. `imports` may be given as a
    function, since few are ever asked for where they are known from an earlier start.
    """

    __slots__ = ("_imports", "matters", "mentions_flask")

    def __init__(
        self, matters: bool, mentions_flask: bool, imports: tuple[Imported, ...] | Callable[[], tuple[Imported, ...]]
    ) -> None:
        self.matters = matters
        self.mentions_flask = mentions_flask
        self._imports = imports

    @property
    def imports(self) -> tuple[Imported, ...]:
        """What the text imports, statement by statement."""
        if not isinstance(self._imports, tuple):
            self._imports = self._imports()
        return self._imports


def glimpse(text: str) -> Glimpse:
    """What a Python file's text says at a glance."""
    matters = may_matter(text)
    return Glimpse(matters, matters and mentions_flask(text), imported(text))


def may_matter(text: str) -> bool:
    """Whether a Python file can make an application or add to one, going by its words. True where it is not sure.

    This is the one test that decides which files are looked at. A file without any of these words can still matter
    through what it imports: `components.relevant` adds the files that import, by whatever way, one that passes, and
    whatever such a file imports is read when somebody asks what a name means.
    """
    # A chain, not a loop, since it runs over every file; long words are found faster than short ones. Extensions have
    # `flask` in the names of their modules or of their classes.
    return (
        "flask" in text
        or "Flask" in text
        # what Flask is made of, and its forms
        or "werkzeug" in text
        or "wtforms" in text
        # registers something on an application or blueprint that it is handed
        or ".route(" in text
        or "add_url_rule" in text
        or "add_resource" in text
        or "register_blueprint" in text
        # configures one, or is what one is configured from
        or ".config" in text
        or "secret_key" in text
        or "SECRET_KEY" in text
        or "_PASSWORD" in text
    )


def mentions_flask(text: str) -> bool:
    """Whether a text speaks of Flask or one of its extensions."""
    if "flask" not in text and "Flask" not in text and "FLASK" not in text:
        return False
    return _FLASK_WORD.search(text) is not None

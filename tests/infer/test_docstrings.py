"""Docstrings as Markdown."""

from __future__ import annotations

import pytest
from flask_ls.infer.docstrings import MOST, to_markdown


@pytest.mark.parametrize(
    ("docstring", "markdown"),
    [
        ("See :meth:`~flask.Flask.run` and :class:`Flask`.", "See `run` and `Flask`."),
        ("Either :ref:`the guide <guide>` or ``code``.", "Either `the guide` or `code`."),
        ("Read `the docs <https://example.org/>`__.", "Read [the docs](https://example.org/)."),
        ("Say.\n\n.. versionadded:: 2.0", "Say.\n\n*New in 2.0.*"),
        ("Say.\n\n.. versionchanged:: 2.0\n   Takes\n   more.", "Say.\n\n*Changed in 2.0: Takes more.*"),
        ("Say.\n\n:param int first: One.\n   Line.\n:param b: Two.\n:type b: str", "Say.\n\n- `first`: One. Line.\n- `b`: Two."),
        (":returns: a thing\n:raises KeyError: always", "Returns: a thing\n\nRaises `KeyError`: always"),
        ("Like::\n\n    x = 1\n\nEnd.", "Like:\n\n```python\nx = 1\n```\n\nEnd."),
        (".. code-block:: python\n   :linenos:\n\n   x = 1", "```python\nx = 1\n```"),
        (">>> 1 + 1\n2\n\nEnd.", "```python\n>>> 1 + 1\n2\n```\n\nEnd."),
        (".. note::\n   First.\n\n   Second.", "**Note:** First."),
        (".. _target:\n\nSay.\n\n.. autoclass:: Nobody", "Say."),
        ("", ""),
    ],
)  # fmt: skip
def test_markup_is_resolved(docstring: str, markdown: str) -> None:
    """Roles, links, directives and fields become what people read."""
    assert markdown == to_markdown(docstring)


def test_a_long_docstring_is_cut_to_a_screen() -> None:
    """What is longer ends with an ellipsis, and an open block of code is closed."""
    lines = to_markdown("Like::\n\n" + "\n".join(f"    line({each})" for each in range(100))).split("\n")
    assert ["```", "", "…"] == lines[-3:]
    assert len(lines) <= MOST + 3
    assert len(to_markdown("word " * 2000)) < 100

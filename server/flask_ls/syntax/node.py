"""What the values of shapes and templates are: named tuples when they run, since many thousands are made.

To the type checker they are classes by name, because comparing tuples that hold each other takes it minutes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from typing_extensions import dataclass_transform

    @dataclass_transform(frozen_default=True)
    class Node: ...

else:
    Node = NamedTuple

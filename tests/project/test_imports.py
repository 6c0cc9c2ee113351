"""Imports that are added to a file."""

from __future__ import annotations

import pytest
from flask_ls.project.imports import import_edits
from flask_ls.project.pyfile import PyFile
from flask_ls.text.spans import apply_edits

REQUEST = "from flask import request"


@pytest.mark.parametrize(
    ("before", "wanted", "after"),
    [
        ("", [REQUEST], "from flask import request\n"),
        ("from flask import Flask\n", [REQUEST], "from flask import Flask, request\n"),
        ("from flask import request\n", [REQUEST], "from flask import request\n"),
        ("from flask import (\n    Flask,\n)\n", [REQUEST], "from flask import (\n    Flask,\n    request,\n)\n"),
        ("from flask import (Flask)\n", [REQUEST], "from flask import (Flask, request)\n"),
        ("import os\nx = 1\n", [REQUEST, "import os"], "import os\nfrom flask import request\nx = 1\n"),
        ('"""Doc."""\nx = 1\n', ["import os"], '"""Doc."""\n\nimport os\n\nx = 1\n'),
        ("#!/usr/bin/python\nx = 1\n", ["import os"], "#!/usr/bin/python\nimport os\n\nx = 1\n"),
        ("from __future__ import annotations\nx = 1", ["import os"], "from __future__ import annotations\nimport os\nx = 1"),
        ("import os", [REQUEST], "import os\nfrom flask import request\n"),
        ("from flask import Flask\r\nx = 1\r\n", ["import os"], "from flask import Flask\r\nimport os\r\nx = 1\r\n"),
        ("from flask import *\n", [REQUEST], "from flask import *\nfrom flask import request\n"),
        ("try:\n    from flask import Flask\nexcept ImportError:\n    pass\n", [REQUEST], "from flask import request\n\ntry:\n    from flask import Flask\nexcept ImportError:\n    pass\n"),
        ("from flask import Flask as F\n", ["from flask import Flask", REQUEST], "from flask import Flask, Flask as F, request\n"),
            ("from flask import Blueprint, redirect, url_for\n", [REQUEST], "from flask import Blueprint, redirect, request, url_for\n"),
            ("from flask import url_for, redirect\n", [REQUEST], "from flask import url_for, redirect, request\n"),
            ("from flask import (\n    Flask,\n    url_for,\n)\n", [REQUEST, "from flask import abort"], "from flask import (\n    Flask,\n    abort,\n    request,\n    url_for,\n)\n"),
            ("from x import a, B, c\n", ["from x import C"], "from x import a, B, c, C\n"),
    ],
)  # fmt: skip
def test_import_edits(before: str, wanted: list[str], after: str) -> None:
    """What is there is left alone, names join their module's import, the rest follows the first imports."""
    assert after == apply_edits(before, import_edits(PyFile("/p/x.py", before), wanted))

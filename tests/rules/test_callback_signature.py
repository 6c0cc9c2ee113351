"""The error that `callback-signature` announces is the one that Python raises."""

from __future__ import annotations

import pytest
from flask_ls.features.diagnostics import project_findings
from flask_ls.options import Options
from marks import parse

_GIVEN = {"errorhandler(404)": 1, "before_request": 0, "after_request": 1, "url_defaults": 2}


@pytest.mark.parametrize(
    ("hook", "parameters"),
    [
        ("errorhandler(404)", ""),
        ("errorhandler(404)", "a, b"),
        ("errorhandler(404)", "a, b, c, d"),
        ("errorhandler(404)", "a, b, c, *rest"),
        ("errorhandler(404)", "a, *, b"),
        ("before_request", "a"),
        ("before_request", "a, b, /"),
        ("after_request", "a, b, c=1"),
        ("url_defaults", "a"),
        ("url_defaults", ""),
        ("url_defaults", "a=1"),
    ],
)
@pytest.mark.parametrize("indent", ["", "    "])
def test_the_error_is_pythons(hook: str, parameters: str, indent: str) -> None:
    """The message ends with the text of the `TypeError` that the call raises, in a module and in a factory."""
    head = "def create_app():\n    app = Flask(__name__)\n" if indent else "app = Flask(__name__)\n"
    code = (
        f"from flask import Flask\n\n{head}\n{indent}@app.{hook}\n{indent}def hook({parameters}):\n{indent}    pass\n"
    )
    findings = project_findings(parse(code).project, Options()).values()
    (message,) = [each.message for found in findings for each in found if each.name == "callback-signature"]
    name = "create_app.<locals>.hook" if indent else "hook"
    names: dict[str, object] = {}
    inner = f"def hook({parameters}):\n    pass\n"
    exec(
        f"def create_app():\n    {inner.replace(chr(10), chr(10) + '    ')}\n    return hook\n" if indent else inner,
        names,
    )
    hooked = names["create_app"]() if indent else names["hook"]  # type: ignore[operator]
    with pytest.raises(TypeError) as raised:
        hooked(*[None] * _GIVEN[hook])  # type: ignore[operator]
    assert str(raised.value).startswith(name)
    assert f"`TypeError: {raised.value}`" == message[message.index("`TypeError") :]

"""A real VS Code with the VSIX installed, driven in a headless browser as a person would."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest
import run_editor
import vsix
from flask_ls.knowledge.code_snippets import as_code_snippets
from flask_ls.knowledge.snippets import builtin

TOP = Path(__file__).resolve().parents[2]


def steps_of(
    script: str, tmp_path: Path, files: Mapping[str, str] = MappingProxyType({}), beside: Sequence[str] = ()
) -> list[dict[str, object]]:
    """Run a script of steps in a real VS Code on a copy of the sample project, all of which must succeed.

    `files` are added to it, by their paths in it; `beside` are stand-ins for other extensions, one of which then says
    which interpreter is selected.
    """
    browser = shutil.which("chromium")
    assert browser is not None, "install Chromium: apt-get install chromium fonts-dejavu-core"
    run_editor.install_code_server()
    project = tmp_path / "sample"
    shutil.copytree(TOP / "tests" / "sample_project", project)
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")
    images = os.environ.get("FLASK_LS_SCREENSHOTS")
    config = {
        "node": str(run_editor.node()),
        "entry": str(run_editor.entry()),
        "data": str(tmp_path / "data"),
        "project": str(project),
        "vsix": str(vsix.build(TOP / "dist" / "editor-test.vsix")),
        "chromium": browser,
        "client": str(vsix.CLIENT),
        "python": sys.executable,
        "extensions": [str(_packed(each, tmp_path)) for each in beside],
        "images": str(Path(images).resolve()) if images else None,
    }
    (tmp_path / "config.json").write_text(json.dumps(config))
    done = subprocess.run(
        [str(run_editor.node()), str(Path(__file__).with_name(script)), str(tmp_path / "config.json")],
        capture_output=True,
        text=True,
        timeout=420,
        check=False,
    )
    steps = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    print(*steps, sep="\n")
    assert [] == [step for step in steps if not step["ok"]]
    assert 0 == done.returncode, done.stderr
    return steps


def _packed(name: str, folder: Path) -> Path:
    """A stand-in as a file that an editor installs."""
    packed = folder / f"{name}.vsix"
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted((Path(__file__).parent / "stand_ins" / name).iterdir()):
            archive.write(path, f"extension/{path.name}")
    return packed


@pytest.mark.editor
def test_vscode(tmp_path: Path) -> None:
    """Squiggles, Problems panel, quick fix, hover, completion, a snippet with its import, restart, missing interpreter.

    And what the project knows: the routes view with its filter and menu, Go to Route, lens, hint, endpoints, references,
    signature help, static files, definition, rename with preview, new files from a template, which Flask then serves, and
    what the view says where there are no routes.
    """
    assert 44 == len(steps_of("vscode.mjs", tmp_path))
    project = tmp_path / "sample"
    (project / "click.py").unlink()  # it hides the package that Flask needs, as the sample is there to show
    code = (
        "from app import app; from blueprints.orders import bp; app.register_blueprint(bp);"
        "print(app.test_client().get('/orders/1').text)"
    )
    served = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=False)
    assert "<h1>First</h1>" in served.stdout, served.stderr


@pytest.mark.editor
def test_snippets(tmp_path: Path) -> None:
    """Entries fit the file with a blueprint, a function's body and a template, where HTML goes on as before; a person's
    own catalogue is followed while it is edited and its faults are problems; "Insert Snippet…" inserts what is chosen; and
    VS Code itself reads the exported catalogue."""
    exported = [snippet._replace(prefix=("x" + snippet.prefix[0],)) for snippet in builtin()]
    files = {".vscode/flask.code-snippets": as_code_snippets(exported)}
    assert 12 == len(steps_of("snippets.mjs", tmp_path, files))


MARKET = {
    "market/views.py": """from flask import Blueprint

bp = Blueprint("market", __name__)


@bp.route("/stalls")
def stalls():
    return "stalls"
""",
    "market/main.py": """from flask import Flask, redirect, url_for
from views import bp

app = Flask(__name__)
app.register_blueprint(bp)


@app.route("/")
def index():
    # an endpoint of the other file
    return redirect(url_for("market.stalls"))
""",
}


@pytest.mark.editor
def test_findings_across_files(tmp_path: Path) -> None:
    """A view that gets another name in one open file is an unknown endpoint in the other; its quick fix mends that."""
    assert 6 == len(steps_of("findings.mjs", tmp_path, MARKET))


STALLS = {
    "market/main.py": """from flask import Flask, render_template
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Stall(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80))
    owner = db.Column(db.String(80))


app = Flask(__name__)
db.init_app(app)


@app.route("/")
def index():
    return render_template("list.html", stalls=Stall.query.all())


@app.route("/stall/<int:number>")
def stall(number):
    found = db.get_or_404(Stall, number)
    return render_template("stall.html", stall=found)
""",
    "market/templates/base.html": "{% block body %}{% endblock %}\n",
    "market/templates/list.html": '{% extends "base.html" %}\n{% block body %}\n{{ stalls | length }}\n{% endblock %}\n',
    "market/templates/stall.html": """{% extends "base.html" %}
{% block body %}
<main>
  <h1>owner: {{  }}</h1>
  <h2>{{ "a" | upper }}</h2>
  <a href="{{ url_for('index') }}">all</a>
</main>
{% endblock %}
""",
}


@pytest.mark.editor
def test_templates(tmp_path: Path) -> None:
    """Colours, columns of what a view passes, filters, endpoints and parents in a template, a block renamed over three files, a template
    that is made; and HTML and Emmet as before in the same file."""
    assert 13 == len(steps_of("templates.mjs", tmp_path, STALLS))


EXPLAINED = {
    "explained/main.py": """import sqlite3

from flask import Flask, abort, make_response, render_template

app = Flask(__name__)
app.config.from_mapping(
    SECRET_KEY="read from the environment in a real application",
)
app.config.update(
    SESSION_COOKIE_SAMESITE="Lax",
)


@app.route("/<int:number>")
def item(number):
    connection = sqlite3.connect("items.db")
    found = connection.execute("select title from item where id = ?", [number]).fetchone()
    found or abort(404)
    response = make_response(render_template("item.html", title=found[0]))
    response.set_cookie("seen", str(number))
    return response
""",
    "explained/templates/item.html": "<h1>{{ title | upper }}</h1>\n",
}


@pytest.mark.editor
@pytest.mark.parametrize("beside", [(), ("python", "pylance")], ids=["alone", "beside other servers"])
def test_hovers(tmp_path: Path, beside: Sequence[str]) -> None:
    """A converter, a configuration key, a status, a member of a response and a filter are explained in light and dark, on
    less than a screen and with coloured examples; what is Python's alone is left to another server where there is one."""
    assert 16 == len(steps_of("hovers.mjs", tmp_path, EXPLAINED, beside))

"""Completion behind a dot in Python, by what names alone tell."""

from __future__ import annotations

import re

import pytest
from flask_ls.features.completion import complete, documentation, is_partial
from flask_ls.features.hover import hover
from flask_ls.features.results import Completion
from flask_ls.knowledge import api
from flask_ls.knowledge.snippet_body import to_plain_text
from flask_ls.knowledge.snippets import builtin, joined_imports
from flask_ls.options import Options
from marks import CURSOR, ROOT, parse

SHOP = """\
import flask
from flask import Blueprint, Flask, current_app, g, make_response, request, session
from flask_login import LoginManager, UserMixin, current_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import FlaskForm
from wtforms import StringField

app = Flask(__name__)
bp = Blueprint("shop", __name__)
db = SQLAlchemy(app)
login_manager = LoginManager(app)


class Customer(UserMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))
    _secret = 1
    orders = db.relationship("Order", backref="customer")

    def greet(self):
        self.greeted = True

    @property
    def polite(self):
        return True


class Order(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    customer_id = db.Column(db.ForeignKey("customer.id"))


class OrderForm(FlaskForm):
    title = StringField("Title")


@login_manager.user_loader
def load(number):
    return db.session.get(Customer, int(number))


@app.before_request
def remember():
    g.basket = []


"""


def _items(source: str, **options: str) -> dict[str, Completion]:
    fixture = parse(source)
    settings = Options(**options)  # type: ignore[arg-type]
    found = complete(
        fixture.project, fixture.path, fixture.offset, settings, snippet_support=True, language="python", alone=True
    )
    return {item.label: item for item in found}


@pytest.mark.parametrize(
    ("source", "there", "not_there"),
    [
        ("request.<|>", {"args", "form", "get_json", "path"}, {"_cached_json", "route"}),
        ("def f():\n    return request.args.<|>\n", {"get", "getlist", "items"}, {"args"}),
        ("app.<|>", {"route", "config", "run", "test_client"}, {"args"}),
        ("bp.<|>", {"route", "app_errorhandler", "register_blueprint"}, {"run"}),
        ("session.<|>", {"get", "permanent", "pop"}, {"args"}),
        ("g.<|>", {"get", "basket"}, {"args"}),
        ("current_app.<|>", {"config", "logger"}, set()),
        ("current_app.config.<|>", {"from_object", "get", "items"}, {"config"}),
        ("def f():\n    resp = make_response('')\n    resp.<|>\n    return resp", {"headers", "set_cookie"}, set()),
        ("flask.<|>", {"Flask", "request", "url_for"}, {"args"}),
        ("from werkzeug import security\nsecurity.<|>", {"generate_password_hash"}, set()),
        ("db.<|>", {"session", "Model", "Column"}, set()),
        ("db.session.<|>", {"add", "commit"}, set()),
        ("login_manager.<|>", {"user_loader", "login_view"}, set()),
        ("def f(app: Flask):\n    app.<|>", {"route"}, set()),
        ("app.test_client().get('/').<|>", {"json", "status_code"}, set()),
        ("current_user.<|>", {"name", "orders", "greet", "is_authenticated", "greeted"}, {"_secret"}),
        ("def f(who: Customer):\n    who.<|>", {"name", "greet"}, {"customer_id"}),
        ("def f():\n    who = Customer()\n    who.<|>", {"name"}, set()),
        ("Customer.<|>", {"query", "name"}, set()),
        ("Customer.query.<|>", {"filter_by", "first_or_404"}, {"name"}),
        ("Customer.query.filter_by(name='').<|>", {"first", "order_by"}, {"name"}),
        ("Customer.query.filter_by(name='').first().<|>", {"name"}, {"first"}),
        ("def f():\n    order = Order.query.first()\n    order.<|>", {"customer"}, {"orders"}),
        ("def f():\n    order = Order.query.first()\n    order.customer.<|>", {"orders"}, {"customer_id"}),
        ("for order in Order.query.all():\n    order.<|>", {"customer"}, set()),
        ("def f():\n    form = OrderForm()\n    form.<|>", {"title", "validate_on_submit"}, set()),
        ("def f():\n    form = OrderForm()\n    form.title.<|>", {"data", "errors"}, {"title"}),
        ("class Till:\n    def open(self):\n        self.is_open = 1\n        self.<|>", {"is_open", "open"}, set()),
    ],
)
def test_the_members_are_offered(source: str, there: set[str], not_there: set[str]) -> None:
    """Libraries' objects, proxies, results of calls, models, forms and `self` have what they have, and nothing private."""
    labels = _items(SHOP + source).keys()
    assert there <= labels
    assert not (not_there & labels)


@pytest.mark.parametrize(
    "line",
    [
        "request.<|>", "return request.<|>", "x = request.<|>", "print(request.<|>", "print(1, request.<|>, 2)",
        "if request.<|>", "if request.<|>:", "if not request.<|> and x:", "for x in request.<|>", "while request.<|>:",
        "x = [request.<|>", "x = {'a': request.<|>}", "x = (request\n         .<|>)", "return render(a=request.<|>",
        "request.ar<|>", "request.<|>args", "request.<|>.get('x')", "with request.<|>", "x = y if request.<|> else z",
        "f'{request.<|>}'", "x = f'a {1} {{ {request.ar<|>} b'", "print(f\"{request.<|>!r:>{x}}\", 1)", "f'{request.<|>",
        "lambda: request.<|>", "x += request.<|>", "x = {**request.<|>}", "f(\n        request.<|>\n        y=1,\n    )",
    ],
)  # fmt: skip
def test_half_typed_lines(line: str) -> None:
    """Wherever the line breaks off, the names of the function that it stands in are known, and those below it."""
    source = f"def view():\n    from flask import request\n    {line}\n    after = 1\n    return after\n\n\ndef below(): pass\n"
    assert "args" in _items(source)


@pytest.mark.parametrize(
    ("source", "there", "not_there"),
    [
        ("@app.<|>", {"route", "get", "post", "before_request", "errorhandler", "cli"}, {"run", "config", "name"}),
        ("@bp.<|>\ndef f(): pass\n", {"route", "app_errorhandler"}, {"name", "register_blueprint"}),
        ("def make():\n    @app.<|>\n    return app\n", {"route"}, {"run"}),
        ("@app.cli.<|>", {"command"}, {"name"}),
        ("@login_manager.<|>", {"user_loader", "request_loader"}, {"init_app"}),
        ("@flask.<|>", {"after_this_request"}, {"url_for"}),
        ("@app.route(request.<|>", {"args"}, {"route"}),
    ],
)
def test_behind_an_at_sign_stand_decorators(source: str, there: set[str], not_there: set[str]) -> None:
    """Where a decorator is written only what decorates is offered, and what leads to such."""
    labels = _items(SHOP + source).keys()
    assert there <= labels
    assert not (not_there & labels)


@pytest.mark.parametrize(
    "source",
    ["1.<|>", "x = 1.<|>", "abort(1.<|>", "# request.<|>", "'request.<|>", '"""\nrequest.<|>', "flask.url_for('shop.f', 1.<|>",
     "f'request.<|>'", "f'{{request.<|>}}'", "f'{request}.<|>'", "'{request.<|>}'", "f'{request:.<|>2f}'",
     "unknown.<|>", "...<|>", "f(x).<|>", "request.zzz<|>"],
)  # fmt: skip
def test_nothing_where_nothing_is_known(source: str) -> None:
    """Not behind numbers, in comments and strings, nor behind what no name tells; never a snippet."""
    assert {} == _items(SHOP + source)


def test_an_entry_says_what_it_is() -> None:
    """Its kind, what it takes, its documentation and what it takes the place of."""
    fixture = parse(SHOP + "app.rou<|>te('/')")
    item = _items(SHOP + "app.rou<|>te('/')")["route"]
    assert ("method", "(rule, **options)", "route") == (item.kind, item.detail, item.text)
    assert "route" == fixture.texts[fixture.path][slice(*item.replace)]
    assert "Flask.route(rule" in (documentation(item.key, fixture.project, [Options()]) or "")
    assert "attribute" == _items(SHOP + "request.<|>")["args"].kind
    assert "class" == _items(SHOP + "flask.<|>")["Flask"].kind
    assert "module" == _items(SHOP + "flask.<|>")["json"].kind
    customer = _items(SHOP + "Customer().<|>")
    assert ("attribute", "String") == (customer["name"].kind, customer["name"].detail)
    assert ("method", "attribute") == (customer["greet"].kind, customer["polite"].kind)


def test_what_is_old_stands_last_and_what_is_gone_is_left_out() -> None:
    """A deprecated name says so; the version that a project pins decides what there is."""
    old = _items(SHOP + "app.<|>")["before_first_request"]
    assert old.deprecated
    assert old.sort_text > _items(SHOP + "app.<|>")["route"].sort_text
    assert "before_first_request" not in _items(f"-- requirements.txt --\nflask==3.0\n-- app.py --\n{SHOP}app.<|>")
    past = _items(f"-- requirements.txt --\nflask==2.1\n-- app.py --\n{SHOP}app.<|>")
    assert "before_first_request" in past
    assert "redirect" not in past


def test_a_private_name_is_offered_to_who_begins_it() -> None:
    """After an underscore the private names stand, and only they."""
    assert {"_secret"} == _items(SHOP + "Customer._<|>").keys()


def test_a_setting_and_another_server_silence_members() -> None:
    """`never` offers none; `auto` none beside another server for Python; `always` in any case."""
    fixture = parse(SHOP + "request.<|>")

    def offered(members: str, *, alone: bool) -> bool:
        found = complete(
            fixture.project, fixture.path, fixture.offset, Options(completion_members=members),
            snippet_support=True, language="python", alone=alone,
        )  # fmt: skip
        return bool(found)

    assert [True, False] == [offered("auto", alone=alone) for alone in (True, False)]
    assert [True, True] == [offered("always", alone=alone) for alone in (True, False)]
    assert [False, False] == [offered("never", alone=alone) for alone in (True, False)]


def test_modules_and_subclasses_of_the_project() -> None:
    """A module has what it defines, a package its modules, a subclass of `Flask` what it adds."""
    files = "-- shop/__init__.py --\nfrom .models import Item\n-- shop/models.py --\nimport os\nclass Item: pass\nLIMIT = 3\n"
    labels = _items(f"{files}-- main.py --\nimport flask\nimport shop\nshop.<|>")
    assert {"Item": "variable", "models": "module"} == {name: item.kind for name, item in labels.items()}
    labels = _items(f"{files}-- main.py --\nimport flask\nfrom shop import models\nmodels.<|>")
    assert {"Item": "class", "LIMIT": "variable"} == {name: item.kind for name, item in labels.items()}
    mine = "from flask import Flask\nclass Mine(Flask):\n    def more(self): pass\n"
    assert {"more", "route"} <= _items(f"{mine}app = Mine(__name__)\napp.<|>").keys()


def test_a_class_that_may_inherit_more_is_left_to_inference() -> None:
    """Of a class with a base that nobody knows no list is offered that would hide what it inherits."""
    assert {} == _items("from flask import g\nfrom odd import Base\nclass A(Base):\n    def f(self): pass\nA().<|>")


def test_a_list_that_is_not_whole_is_asked_for_again() -> None:
    """Of Flask all names are known; of other libraries some, so that an editor asks again as more is typed."""
    assert not is_partial([*_items(SHOP + "request.<|>").values()])
    assert is_partial([*_items(SHOP + "db.<|>").values()])


def test_what_is_hovered_is_completed() -> None:
    """Each attribute that a hover explains in the examples of the API is among the members that are offered for it."""
    missed, compared = [], 0
    for entry in api.entries():
        if not entry.example:
            continue
        text = f"import flask\nfrom flask import *\napp = Flask(__name__)\n{entry.example}"
        project = parse(text).project
        for dot in re.finditer(r"^(?!from|import).*?[\w)]\.(?=[a-z])", text, re.MULTILINE):
            path = f"{ROOT}/app.py"
            said = hover(project, path, dot.end(), Options())
            if said is None or not said.markdown.startswith("```python\n"):
                continue
            compared += 1
            name = re.compile(r"\w+").match(text, dot.end())
            found = complete(project, path, dot.end(), Options(), snippet_support=True, language="python")
            if name is not None and name[0] not in {item.label for item in found}:
                missed.append((entry.name, dot[0]))
    assert [] == missed
    assert compared > 50


def test_nothing_raises_at_any_dot() -> None:
    """At every dot of every snippet, with and without what stands behind it, there is an answer."""
    for snippet in builtin():
        if "python.module" not in snippet.where:
            continue
        text = "\n".join([*joined_imports(snippet), to_plain_text(snippet.body, {})])
        for dot in re.finditer(r"\w\.", text):
            for tail in (text[dot.end() :], "\n", text[dot.end() :].partition("\n")[2]):
                fixture = parse(f"{text[: dot.end()]}{CURSOR}{tail}")
                complete(
                    fixture.project, fixture.path, fixture.offset, Options(), snippet_support=True, language="python"
                )


def test_every_decorator_has_an_entry() -> None:
    """What is said to decorate is a name of the API."""
    assert [] == [name for name in api.decorators() if api.lookup(name) is None]

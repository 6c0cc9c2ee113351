"""Small projects in all the ways in which people write routes; each is run for real, and followed."""

from __future__ import annotations

import textwrap

_FILE = "-- "


def files_of(text: str) -> dict[str, str]:
    """The files of a program: `-- path --` begins one."""
    found: dict[str, str] = {}
    path = "app.py"
    for line in textwrap.dedent(text).lstrip("\n").splitlines(keepends=True):
        if line.startswith(_FILE) and line.rstrip().endswith(" --"):
            path = line.strip().strip("-").strip()
            found[path] = ""
        else:
            found[path] = found.get(path, "") + line
    return found


PROGRAMS: dict[str, str] = {
    "decorators, shortcuts and several routes on one view": """
        from flask import Flask
        app = Flask(__name__)

        @app.route("/")
        @app.route("/home", endpoint="start", defaults={"page": 1})
        @app.route("/home/<int:page>", methods=["GET", "post"])
        def index(page=1):
            return ""

        @app.post("/things")
        @app.get("/things", strict_slashes=False)
        def things():
            return ""

        @app.put("/thing/<uuid:id>")
        def put(id):
            return ""

        @app.delete("/thing/<uuid:id>")
        def remove(id):
            return ""

        @app.patch("/thing/<uuid:id>")
        def change(id):
            return ""
        """,
    "a factory with routes inside and a helper": """
        from flask import Flask

        def add_routes(app, prefix):
            @app.route(prefix + "/inside")
            def inside():
                return ""
            app.add_url_rule(f"{prefix}/again", "again", inside)

        def create_app(config=None):
            app = Flask(__name__, static_url_path="/assets", static_folder="public")
            add_routes(app, "/helper")
            return app
        """,
    "blueprints: prefixes, names, nesting, several registrations": """
        from flask import Blueprint, Flask
        app = Flask(__name__)
        outer = Blueprint("outer", __name__, url_prefix="/outer")
        inner = Blueprint("inner", __name__, url_prefix="/inner/")
        leaf = Blueprint("leaf", __name__)

        @leaf.route("/")
        @leaf.route("/leaf")
        def leaf_view():
            return ""

        @inner.route("")
        def empty():
            return ""

        @outer.get("/o/<name>")
        def view(name):
            return ""

        inner.register_blueprint(leaf, url_prefix="/leaves")
        outer.register_blueprint(inner)
        outer.register_blueprint(leaf, name="again")
        app.register_blueprint(outer)
        app.register_blueprint(outer, url_prefix="/second", name="second")
        app.register_blueprint(leaf)
        """,
    "a package with imports, re-exports and constants": """
        -- app.py --
        from shop import create_app
        -- shop/__init__.py --
        from flask import Flask
        from . import config

        def create_app():
            app = Flask(__name__)
            app.config.from_object(config.Production)
            from .views import catalogue, cart as basket
            app.register_blueprint(catalogue, url_prefix=app.config["PREFIX"])
            app.register_blueprint(basket)
            from . import admin
            admin.init_app(app)
            return app
        -- shop/config.py --
        class Base:
            PREFIX = "/shop"
        class Production(Base):
            DEBUG = False
        -- shop/admin.py --
        from flask import Blueprint
        from .views.cart import ROOT
        bp = Blueprint("admin", __name__, url_prefix=ROOT + "/admin")

        @bp.route("/%s/users" % "v1")
        def users():
            return ""

        def init_app(app):
            app.register_blueprint(bp)
        -- shop/views/__init__.py --
        from .catalogue import bp as catalogue
        from .cart import *
        -- shop/views/catalogue.py --
        from flask import Blueprint
        bp = Blueprint("catalogue", __name__)

        @bp.route("/list")
        def list_all():
            return ""
        -- shop/views/cart.py --
        from flask import Blueprint
        ROOT = "/root"
        cart = Blueprint("cart", __name__, url_prefix="{}/cart".format(ROOT))

        @cart.route("/")
        def show():
            return ""
        """,
    "class views": """
        from flask import Flask, Blueprint
        from flask.views import MethodView, View
        app = Flask(__name__)
        bp = Blueprint("bp", __name__, url_prefix="/bp")

        class Page(View):
            methods = ["GET", "POST"]
            def dispatch_request(self):
                return ""

        class Plain(View):
            def dispatch_request(self):
                return ""

        class Api(MethodView):
            def get(self, id=None):
                return ""
            def delete(self, id=None):
                return ""

        class More(Api):
            def put(self, id):
                return ""

        def register(view, endpoint, url, pk="id", pk_type="int"):
            func = view.as_view(endpoint)
            app.add_url_rule(url, defaults={pk: None}, view_func=func, methods=["GET"])
            app.add_url_rule(url, view_func=func, methods=["POST"])
            app.add_url_rule(f"{url}<{pk_type}:{pk}>", view_func=func, methods=["GET", "PUT", "DELETE"])

        app.add_url_rule("/page", view_func=Page.as_view("page"))
        app.add_url_rule("/plain", view_func=Plain.as_view("plain"))
        bp.add_url_rule("/api", view_func=Api.as_view("api"))
        bp.add_url_rule("/more", endpoint="other", view_func=More.as_view("more"))
        register(Api, "item_api", "/items/")
        app.register_blueprint(bp)
        """,
    "loops over literal collections": """
        from flask import Flask
        app = Flask(__name__)

        def view():
            return ""

        ROUTES = [("/a", "a", ["GET"]), ("/b", "b", ["POST"])]
        for rule, name, methods in ROUTES:
            app.add_url_rule(rule, name, view, methods=methods)
        for name, rule in {"c": "/c", "d": "/d"}.items():
            app.add_url_rule(rule, endpoint=name, view_func=view)
        for number, name in enumerate(["x", "y"], start=1):
            app.add_url_rule(f"/{number}/{name}", name, view)
        for rule in ["/" + part for part in ("p", "q") if part != "q"]:
            app.route(rule, endpoint=rule.strip("/"))(view)
        """,
    "subclasses and custom decorators": """
        from functools import partial, wraps
        from flask import Blueprint, Flask

        class PrefixedBlueprint(Blueprint):
            def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
                super().add_url_rule("/v1" + rule, endpoint, view_func, **options)

        class MyFlask(Flask):
            def api(self, rule, **options):
                options.setdefault("methods", ["POST"])
                return self.route("/api" + rule, **options)

        app = MyFlask(__name__)
        bp = PrefixedBlueprint("bp", __name__)

        def logged(f):
            @wraps(f)
            def wrapper(*args, **kwargs):
                return f(*args, **kwargs)
            return wrapper

        def unnamed(name):
            def decorate(f):
                def wrapper(*args, **kwargs):
                    return f(*args, **kwargs)
                wrapper.__name__ = name
                return wrapper
            return decorate

        def page(rule):
            def decorate(f):
                bp.add_url_rule(rule, view_func=logged(f))
                return f
            return decorate

        get = partial(app.route, methods=["GET"])

        @app.api("/thing")
        @logged
        def thing():
            return ""

        @page("/page")
        def some_page():
            return ""

        @app.route("/unnamed")
        @unnamed("renamed")
        def view():
            return ""

        @get("/partial")
        def partial_view():
            return ""

        app.register_blueprint(bp)
        """,
    "a helper two calls deep and a class that collects": """
        from flask import Flask
        app = Flask(__name__)

        def register_view(target, routes, view_func, **options):
            for route in routes:
                _add(target, route, view_func=view_func, **options)

        def _add(target, route, *args, **kwargs):
            target.add_url_rule(route, *args, **kwargs)

        class Collector:
            def __init__(self):
                self.found = []
            def route(self, rule, **options):
                def decorate(f):
                    self.found.append((rule, f, options))
                    return f
                return decorate
            def init_app(self, app):
                for rule, f, options in self.found:
                    app.add_url_rule(rule, view_func=f, **options)

        collector = Collector()

        @collector.route("/collected", methods=["PUT"])
        def collected():
            return ""

        def view():
            return ""

        collector.init_app(app)
        register_view(app, routes=["/one", "/two"], view_func=view, methods=("GET", "HEAD"))
        """,
    "conditions that are known": """
        from flask import Flask
        app = Flask(__name__)
        FEATURES = {"new": True, "old": False}
        VERSION = 2

        def view():
            return ""

        if FEATURES["new"] and not FEATURES["old"]:
            app.add_url_rule("/new", "new", view)
        else:
            app.add_url_rule("/old", "old", view)
        if VERSION >= 2 and "new" in FEATURES:
            app.add_url_rule("/two", "two", view)
        try:
            import a_module_that_is_not_there
        except ImportError:
            a_module_that_is_not_there = None
        with app.app_context():
            app.add_url_rule("/with", "with", view, build_only=False)
        app.add_url_rule("/x" if VERSION == 1 else "/y", "either", view)
        """,
}

"""More projects for the route map: hosts, imports by name, blueprints made by functions, extensions."""

from __future__ import annotations

MORE: dict[str, str] = {
    "generators, names bound in expressions and aliases": """
        from flask import Blueprint, Flask

        class App(Flask):
            def __init__(self, *args, **kwargs):
                super().__init__(*args, **kwargs)
                for bp in self.made():
                    self.register_blueprint(bp)

            def made(self):
                yield self.make("a")
                yield from (self.make(name) for name in ("b", "c"))

            def make(self, name):
                bp = Blueprint(name, __name__, url_prefix="/" + name)

                @bp.get("/")
                def index():
                    return ""
                return bp

        app = App(__name__)

        def view():
            return ""

        if (number := 3) > 2:
            app.add_url_rule(f"/n{number}", "n", view)
        [app.add_url_rule(rule, rule.strip("/"), view) for rule in ("/one", "/two")]
        register = app.add_url_rule
        register("/alias", "alias", view)
        getattr(app, "add_url_rule")("/attribute", "attribute", view)
        app.add_url_rule(**{"rule": "/keywords", "endpoint": "keywords", "view_func": view})
        arguments = ("/star", "star", view)
        app.add_url_rule(*arguments)
        name = "all the views"
        for part in (name[:3], name[4:7], name[::-1][:5], ("x", "y", "z")[1:][0]):
            app.add_url_rule("/part/" + part.strip(), "part " + part, view)
        if name.endswith(("views", "routes")) and not name.startswith(("x", "y")):
            app.add_url_rule("/ends", "ends", view)
        """,
    "hosts, subdomains, an endpoint before its view and rules without slashes removed": """
        from flask import Blueprint, Flask
        app = Flask(__name__, static_folder=None)
        bp = Blueprint("bp", __name__, subdomain="api", url_prefix="/bp/", static_folder="files")

        app.add_url_rule("/late", endpoint="late")

        @app.endpoint("late")
        def answer():
            return ""

        @bp.route("/a")
        def a():
            return ""

        @app.route("/<any(a, 'b c'):which>/<path:rest>", subdomain="<user>")
        def many(which, rest, user):
            return ""

        app.register_blueprint(bp, url_defaults={"which": 1})
        """,
    "circular imports": """
        -- app.py --
        from flask import Flask
        app = Flask(__name__)
        import views
        -- views.py --
        from app import app

        @app.route("/circular")
        def circular():
            return ""
        """,
    "import inside a function by name": """
        -- app.py --
        from importlib import import_module
        from flask import Flask

        def create_app():
            app = Flask("app")
            for name in ("users", "posts"):
                module = import_module(f"parts.{name}")
                app.register_blueprint(module.bp, url_prefix="/" + name)
            return app
        -- parts/__init__.py --
        -- parts/users.py --
        from flask import Blueprint
        bp = Blueprint("users", __name__)

        @bp.route("/")
        def index():
            return ""
        -- parts/posts.py --
        from flask import Blueprint
        bp = Blueprint("posts", __name__)

        @bp.route("/")
        def index():
            return ""
        """,
    "a blueprint made by a function": """
        from flask import Blueprint, Flask

        def construct_blueprint(name, model):
            bp = Blueprint(name, __name__, url_prefix=f"/{name}")

            @bp.route("/")
            def index():
                return ""

            @bp.route("/<int:id>", methods=["GET", "DELETE"])
            def item(id):
                return ""
            return bp

        app = Flask(__name__)
        for name in ("users", "groups"):
            app.register_blueprint(construct_blueprint(name, object()))
        """,
    "Flask-RESTful on an application and on a blueprint": """
        from flask import Blueprint, Flask
        from flask_restful import Api, Resource
        app = Flask(__name__)
        bp = Blueprint("api", __name__)
        api = Api(app, prefix="/v1")
        inner = Api(bp, prefix="/v2")

        class Todo(Resource):
            def get(self, id):
                return {}
            def put(self, id):
                return {}

        class TodoList(Resource):
            def get(self):
                return {}

        api.add_resource(Todo, "/todo/<id>", "/t/<id>")
        api.add_resource(TodoList, "/todos", endpoint="list")

        @inner.resource("/decorated")
        class Decorated(Resource):
            def post(self):
                return {}

        inner.add_resource(TodoList, "/todos")
        app.register_blueprint(bp, url_prefix="/api")
        """,
}
MORE["modules that a function imports for what they add"] = """
    -- app.py --
    from shop import create_app
    -- shop/__init__.py --
    from flask import Flask
    from shop import handlers

    def create_app():
        app = Flask(__name__)
        handlers.init_app(app)
        return app
    -- shop/handlers/__init__.py --
    from flask import Blueprint
    routes = Blueprint("shop", __name__)

    def init_app(app):
        from shop.handlers import admin, users
        app.register_blueprint(routes)
    -- shop/handlers/admin.py --
    from shop.handlers import routes

    @routes.route("/admin")
    def admin():
        return ""
    -- shop/handlers/users.py --
    from . import routes

    @routes.route("/users")
    def users():
        return ""
    """
MORE["views whose methods are routes (Flask-Classful)"] = """
    from functools import wraps
    from uuid import UUID
    from flask import Blueprint, Flask
    from flask_classful import FlaskView, method, route
    app = Flask(__name__)
    bp = Blueprint("bp", __name__, url_prefix="/bp")

    def logged(f):
        @wraps(f)
        def inner(*args, **kwargs):
            return f(*args, **kwargs)
        return inner

    class QuotesView(FlaskView):
        limit = 3

        def index(self):
            return ""

        def get(self, id: int):
            return ""

        @logged
        def delete(self, id: UUID, hard=False):
            return ""

        def latest_ones(self, year: int, name):
            return ""

        @method("POST")
        def search(self):
            return ""

        @route("/word/<word>", methods=["PUT"])
        @route("/words/<word>")
        def by_word(self, word):
            return ""

        @route("/named", endpoint="named")
        def other(self):
            return ""

        @route("")
        def bare(self):
            return ""

        def before_index(self):
            pass

        def _hidden(self):
            pass

        @classmethod
        def made(cls):
            return cls

    class LongNameView(FlaskView):
        trailing_slash = False
        method_dashified = True
        excluded_methods = ["secret"]

        def get(self, name: str):
            return ""

        def two_words(self):
            return ""

        def secret(self):
            return ""

    class Shop(FlaskView):
        route_base = "/shops/<shop>/"
        route_prefix = "/api/"
        default_methods = ["GET", "POST"]

        def index(self, shop):
            return ""

        def sell(self, shop, what):
            return ""

    class Root(FlaskView):
        route_base = "/"

        def index(self):
            return ""

        def about(self):
            return ""

    QuotesView.register(app)
    QuotesView.register(bp, route_base="/q", trailing_slash=False)
    LongNameView.register(app, route_prefix="/v1")
    Shop.register(app)
    Root.register(app)
    app.register_blueprint(bp)
"""

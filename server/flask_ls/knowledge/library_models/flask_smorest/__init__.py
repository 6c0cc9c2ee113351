"""Flask-Smorest: blueprints whose routes take functions and method views."""

from flask import Blueprint as FlaskBlueprint


class Blueprint(FlaskBlueprint):
    def __init__(self, *args, **kwargs):
        self.description = kwargs.pop("description", "")
        super().__init__(*args, **kwargs)

    def route(self, rule, *, parameters=None, **options):
        def decorator(func):
            endpoint = options.pop("endpoint", None) or func.__name__
            view = func.as_view(endpoint) if _has(func, "as_view") else func
            self.add_url_rule(rule, endpoint, view, **options)
            return func

        return decorator

    def _decorator(self, *args, **kwargs):
        def wrapper(f):
            return f

        return wrapper

    arguments = response = alt_response = paginate = doc = etag = _decorator


class Api:
    def __init__(self, app=None, *, spec_kwargs=None, config_prefix=""):
        self._app = None
        if app is not None:
            self.init_app(app)

    def init_app(self, app, *, spec_kwargs=None):
        self._app = app
        prefix = app.config.get("OPENAPI_URL_PREFIX")
        if isinstance(prefix, str):
            base = "/" + prefix.strip("/")
            path = app.config.get("OPENAPI_JSON_PATH")
            if not isinstance(path, str):
                path = "openapi.json"
            app.add_url_rule(_joined_rule(base, path), "api-docs.openapi_json", _documentation)
            for key, name in (
                ("OPENAPI_SWAGGER_UI_PATH", "swagger_ui"),
                ("OPENAPI_REDOC_PATH", "redoc"),
                ("OPENAPI_RAPIDOC_PATH", "rapidoc"),
            ):
                path = app.config.get(key)
                if isinstance(path, str):
                    app.add_url_rule(_joined_rule(base, path), "api-docs.openapi_" + name, _documentation)

    def register_blueprint(self, blp, *, parameters=None, **options):
        if self._app is not None:
            self._app.register_blueprint(blp, **options)


def _documentation():
    return None

"""Flask-RESTful: resources, and the API that adds them."""

from flask.views import MethodView


class Resource(MethodView):
    method_decorators = []


class Api:
    def __init__(
        self,
        app=None,
        prefix="",
        default_mediatype="application/json",
        decorators=None,
        catch_all_404s=False,
        serve_challenge_on_401=False,
        url_part_order="bae",
        errors=None,
    ):
        self.app = None
        self.blueprint = None
        self.setup = None
        self.prefix = prefix
        self.url_part_order = url_part_order
        self.resources = []
        if app is not None:
            self.app = app
            self.init_app(app)

    def init_app(self, app):
        if _has(app, "record"):
            self.blueprint = app
            app.record(self._blueprint_registered)
        else:
            self._init_app(app)

    def _blueprint_registered(self, setup):
        self.setup = setup
        self._init_app(setup.app)

    def _init_app(self, app):
        for resource, urls, options, here in self.resources:
            _under(here, self._register_view, app, resource, urls, options, here)

    def add_resource(self, resource, *urls, **options):
        here = _here(self)
        if self.app is not None and (self.blueprint is None or self.setup is not None):
            self._register_view(self.app, resource, urls, options, here)
        else:
            self.resources.append((resource, urls, options, here))

    def resource(self, *urls, **options):
        def decorator(cls):
            self.add_resource(cls, *urls, **options)
            return cls

        return decorator

    def _register_view(self, app, resource, urls, options, here):
        options = {**options}
        endpoint = options.pop("endpoint", None) or resource.__name__.lower()
        for name in ("resource_class_args", "resource_class_kwargs"):
            options.pop(name, None)
        view = resource.as_view(endpoint)
        for url in urls:
            if self.setup is None:
                app.add_url_rule(_concatenated(self.prefix, url), endpoint, view, _own_rule=url, _here=here, **options)
            else:
                parts = {"b": self.setup.url_prefix or "", "a": self.prefix, "e": url}
                self.setup.app.add_url_rule(
                    _concatenated(*[parts[part] for part in self.url_part_order]),
                    _dotted(self.setup.name_prefix, self.setup.name, endpoint),
                    view,
                    _own_rule=url,
                    _here=here,
                    **options,
                )

    def output(self, resource):
        return resource

    def representation(self, mediatype):
        def wrapper(f):
            return f

        return wrapper

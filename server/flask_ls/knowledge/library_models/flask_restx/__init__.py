"""Flask-RESTX: resources in namespaces, and the API that adds them with its documentation."""

from flask import Blueprint
from flask.views import MethodView


class Resource(MethodView):
    def __init__(self, api=None, *args, **kwargs):
        self.api = api


class SwaggerView(Resource):
    def get(self):
        return None


class Namespace:
    def __init__(
        self,
        name,
        description=None,
        path=None,
        decorators=None,
        validate=None,
        authorizations=None,
        ordered=False,
        **kwargs,
    ):
        self.name = name
        self.description = description
        self._path = path
        self.resources = []
        self.apis = []
        if "api" in kwargs:
            self.apis.append(kwargs["api"])

    @property
    def path(self):
        return (self._path or _concatenated("/", self.name)).rstrip("/")

    def add_resource(self, resource, *urls, **kwargs):
        here = _here(self)
        self.resources.append((resource, urls, kwargs, here))
        for api in self.apis:
            api._register_resource(self, resource, urls, kwargs, here)

    def route(self, *urls, **kwargs):
        def wrapper(cls):
            options = {**kwargs}
            options.pop("doc", None)
            self.add_resource(cls, *urls, **options)
            return cls

        return wrapper

    def _decorator(self, *args, **kwargs):
        def wrapper(f):
            return f

        return wrapper

    doc = expect = response = header = produces = param = marshal_with = marshal_list_with = _decorator
    errorhandler = deprecated = hide = vendor = _decorator


class Api:
    _documentation_blueprint = "restx_doc"

    def __init__(
        self,
        app=None,
        version="1.0",
        title=None,
        description=None,
        terms_url=None,
        license=None,
        license_url=None,
        contact=None,
        contact_url=None,
        contact_email=None,
        authorizations=None,
        security=None,
        doc="/",
        default_id=None,
        default="default",
        default_label="Default namespace",
        validate=None,
        tags=None,
        prefix="",
        ordered=False,
        default_mediatype="application/json",
        decorators=None,
        catch_all_404s=False,
        serve_challenge_on_401=False,
        format_checker=None,
        url_scheme=None,
        default_swagger_filename="swagger.json",
        **kwargs,
    ):
        self.app = None
        self.blueprint = None
        self.setup = None
        self.prefix = prefix
        self.swagger_filename = default_swagger_filename
        self._doc = doc
        self._add_specs = kwargs.get("add_specs", True)
        self.endpoints = []
        self.resources = []
        self.namespaces = []
        self.ns_paths = []
        self.default_namespace = self.namespace(default, default_label, api=self, path="/")
        if app is not None:
            self.init_app(app)

    def __getattr__(self, name):
        if name == "default_namespace":
            return None
        return getattr(self.default_namespace, name)

    def init_app(self, app, **kwargs):
        self.app = app
        self.prefix = kwargs.get("prefix", self.prefix)
        self._doc = kwargs.get("doc", self._doc)
        self._add_specs = kwargs.get("add_specs", self._add_specs)
        if _has(app, "record"):
            self.blueprint = app
            app.record(self._blueprint_registered)
        else:
            self._init_app(app)

    def _blueprint_registered(self, setup):
        self.setup = setup
        self._init_app(setup.app)

    def _init_app(self, app):
        here = _here(self)
        if self._add_specs:
            self._register_view(app, SwaggerView, ["/" + self.swagger_filename], {"endpoint": "specs"}, here)
        if self._add_specs and self._doc:
            self._add(self._doc, "doc", self.render_doc, {}, here, False)
        self._add(self.prefix or "/", "root", self.render_root, {}, here, False)
        for resource, urls, options, place in self.resources:
            _under(place, self._register_view, app, resource, urls, options, place)
        if self._documentation_blueprint not in app.blueprints:
            app.blueprints[self._documentation_blueprint] = self
            app.add_url_rule("/swaggerui/<path:filename>", self._documentation_blueprint + ".static", _static_view)

    def render_doc(self):
        return None

    def render_root(self):
        return None

    def namespace(self, *args, **kwargs):
        made = Namespace(*args, **kwargs)
        self.add_namespace(made)
        return made

    def add_namespace(self, ns, path=None):
        if not _is_known(ns):
            _open(self.app, ns)
            return
        self.namespaces.append(ns)
        if path is not None:
            self.ns_paths.append((ns, path))
        if self not in ns.apis:
            ns.apis.append(self)
        for resource, urls, kwargs, here in ns.resources:
            self._register_resource(ns, resource, urls, kwargs, here)

    def _register_resource(self, ns, resource, urls, kwargs, here):
        path = ns.path
        for known, other in self.ns_paths:
            if known is ns:
                path = other
        options = {**kwargs}
        options["endpoint"] = options.get("endpoint") or self.default_endpoint(resource, ns)
        self.endpoints.append(options["endpoint"])
        whole = [_concatenated(path, url) for url in urls]
        if self.app is not None and (self.blueprint is None or self.setup is not None):
            self._register_view(self.app, resource, whole, options, here)
        else:
            self.resources.append((resource, whole, options, here))

    def default_endpoint(self, resource, ns):
        endpoint = _underscored(resource.__name__)
        if ns is not self.default_namespace:
            endpoint = f"{ns.name}_{endpoint}"
        if endpoint in self.endpoints:
            for suffix in range(2, 100):
                if f"{endpoint}_{suffix}" not in self.endpoints:
                    return f"{endpoint}_{suffix}"
        return endpoint

    def _register_view(self, app, resource, urls, options, here):
        options = {**options}
        endpoint = options.pop("endpoint")
        for name in ("resource_class_args", "resource_class_kwargs", "route_doc", "doc"):
            options.pop(name, None)
        view = resource.as_view(endpoint)
        for url in urls:
            self._add(url, endpoint, view, options, here, True)

    def _add(self, url, endpoint, view, options, here, is_resource):
        prefix = self.prefix if is_resource else ""
        if self.setup is None:
            self.app.add_url_rule(_concatenated(prefix, url), endpoint, view, _own_rule=url, _here=here, **options)
        else:
            self.setup.app.add_url_rule(
                _concatenated(self.setup.url_prefix or "", prefix, url),
                _dotted(self.setup.name_prefix, self.setup.name, endpoint),
                view,
                _own_rule=url,
                _here=here,
                **options,
            )


def _static_view(filename):
    return None

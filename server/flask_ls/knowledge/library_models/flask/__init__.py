"""Flask's applications and blueprints, as far as they decide which routes there are (Flask 2.0 to 3.1)."""

from .config import Config


class Scaffold:
    def __init__(self, import_name, static_folder=None, static_url_path=None, template_folder=None, root_path=None):
        self.import_name = import_name
        self.root_path = _folder_of(import_name) if root_path is None else root_path
        self.static_folder = static_folder
        self.static_url_path = static_url_path
        self.template_folder = template_folder
        self.view_functions = {}

    @property
    def has_static_folder(self):
        return self.static_folder is not None

    def route(self, rule, **options):
        def decorator(f):
            endpoint = options.pop("endpoint", None)
            self.add_url_rule(rule, endpoint, f, **options)
            return f

        return decorator

    def get(self, rule, **options):
        return self.route(rule, methods=["GET"], **options)

    def post(self, rule, **options):
        return self.route(rule, methods=["POST"], **options)

    def put(self, rule, **options):
        return self.route(rule, methods=["PUT"], **options)

    def delete(self, rule, **options):
        return self.route(rule, methods=["DELETE"], **options)

    def patch(self, rule, **options):
        return self.route(rule, methods=["PATCH"], **options)

    def endpoint(self, endpoint):
        def decorator(f):
            self.view_functions[endpoint] = f
            return f

        return decorator

    def _hook(self, f=None):
        return f

    def _hook_maker(self, *args, **kwargs):
        def decorator(f):
            return f

        return decorator

    before_request = after_request = teardown_request = context_processor = _hook
    url_value_preprocessor = url_defaults = _hook
    errorhandler = _hook_maker

    def register_error_handler(self, code_or_exception, f):
        return None


class Flask(Scaffold):
    def __init__(
        self,
        import_name,
        static_url_path=None,
        static_folder="static",
        static_host=None,
        host_matching=False,
        subdomain_matching=False,
        template_folder="templates",
        instance_path=None,
        instance_relative_config=False,
        root_path=None,
    ):
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        self.config = self.make_config(instance_relative_config)
        self.blueprints = {}
        self.extensions = {}
        self.name = import_name
        _application(self)
        if static_folder is not None:
            if static_url_path is None:
                self.static_url_path = "/" + static_folder.replace("\\", "/").rstrip("/").rpartition("/")[2]
            self.add_url_rule(
                _joined_rule(self.static_url_path.rstrip("/"), "/<path:filename>"),
                "static",
                _static_view,
                host=static_host,
            )

    def make_config(self, instance_relative=False):
        return Config()

    def add_url_rule(self, rule, endpoint=None, view_func=None, provide_automatic_options=None, **options):
        here = options.pop("_here", None)
        own_rule = options.pop("_own_rule", rule)
        own_endpoint = options.pop("_own_endpoint", endpoint)
        if endpoint is None:
            endpoint = _endpoint_of(view_func)
        if view_func is None:
            view_func = self.view_functions.get(endpoint)
        methods = options.pop("methods", None)
        if methods is None:
            methods = getattr(view_func, "methods", None) or ("GET",)
        _add_rule(self, rule, endpoint, methods, view_func, own_rule, own_endpoint, options, here)

    def register_blueprint(self, blueprint, **options):
        if isinstance(blueprint, Blueprint) or _is_known(blueprint):
            blueprint.register(self, options)
        else:
            _open(self, blueprint)

    before_first_request = teardown_appcontext = shell_context_processor = Scaffold._hook
    template_filter = template_test = template_global = Scaffold._hook_maker

    def run(self, *args, **kwargs):
        return None


def _static_view(filename):
    return None


class BlueprintSetupState:
    def __init__(self, blueprint, app, options, here):
        self.app = app
        self.blueprint = blueprint
        self.options = options
        self.here = here
        self.name = options.get("name") or blueprint.name
        self.name_prefix = options.get("name_prefix", "")
        self.subdomain = options.get("subdomain") or blueprint.subdomain
        prefix = options.get("url_prefix")
        self.url_prefix = blueprint.url_prefix if prefix is None else prefix
        self.url_defaults = {**blueprint.url_values_defaults, **(options.get("url_defaults") or {})}

    def add_url_rule(self, rule, endpoint=None, view_func=None, **options):
        options.setdefault("subdomain", self.subdomain)
        if endpoint is None:
            endpoint = _endpoint_of(view_func)
        if self.url_defaults:
            options["defaults"] = {**self.url_defaults, **(options.get("defaults") or {})}
        options.setdefault("_own_rule", rule)
        options.setdefault("_here", self.here)
        self.app.add_url_rule(
            _joined_rule(self.url_prefix, rule), _dotted(self.name_prefix, self.name, endpoint), view_func, **options
        )


class Blueprint(Scaffold):
    def __init__(
        self,
        name,
        import_name,
        static_folder=None,
        static_url_path=None,
        template_folder=None,
        url_prefix=None,
        subdomain=None,
        url_defaults=None,
        root_path=None,
        cli_group=None,
    ):
        super().__init__(import_name, static_folder, static_url_path, template_folder, root_path)
        self.name = name
        self.url_prefix = url_prefix
        self.subdomain = subdomain
        self.url_values_defaults = url_defaults or {}
        self.deferred_functions = []
        self._blueprints = []

    def add_url_rule(self, rule, endpoint=None, view_func=None, provide_automatic_options=None, **options):
        here = _here(self)
        _later(self, rule, endpoint, view_func, options, here)
        self.record(
            lambda state: _under(
                here,
                state.add_url_rule,
                rule,
                endpoint,
                view_func,
                **{**options, "_here": here, "_own_rule": rule, "_own_endpoint": endpoint},
            )
        )

    def record(self, func):
        self.deferred_functions.append(func)

    def record_once(self, func):
        self.deferred_functions.append(func)

    def make_setup_state(self, app, options, first_registration=False):
        return BlueprintSetupState(self, app, options, None)

    def register_blueprint(self, blueprint, **options):
        if blueprint is not self:
            self._blueprints.append((blueprint, options, _here(self)))

    def register(self, app, options):
        here = options.get("_here") or _here()
        options.pop("_here", None)
        state = self.make_setup_state(app, options, False)
        name = _dotted(state.name_prefix, state.name)
        _mounted(app, self, name, state.url_prefix, here)
        if self.static_folder is not None:
            static_url = self.static_url_path
            if static_url is None:
                static_url = "/" + self.static_folder.replace("\\", "/").rstrip("/").rpartition("/")[2]
            state.add_url_rule(
                _joined_rule(static_url.rstrip("/"), "/<path:filename>"),
                endpoint="static",
                view_func=_static_view,
                _here=here,
            )
        for deferred in self.deferred_functions:
            deferred(state)
        for blueprint, given, where in self._blueprints:
            inner = {**given, "_here": where, "name_prefix": name}
            prefix = given.get("url_prefix")
            if prefix is None:
                prefix = getattr(blueprint, "url_prefix", None)
            if state.url_prefix is not None and prefix is not None:
                inner["url_prefix"] = _joined_rule(state.url_prefix, prefix)
            elif prefix is not None:
                inner["url_prefix"] = prefix
            elif state.url_prefix is not None:
                inner["url_prefix"] = state.url_prefix
            if _is_known(blueprint):
                _under(where, blueprint.register, app, inner)
            else:
                _open(app, blueprint)

    before_app_request = after_app_request = teardown_app_request = app_context_processor = Scaffold._hook
    before_app_first_request = app_url_defaults = app_url_value_preprocessor = Scaffold._hook
    app_errorhandler = app_template_filter = app_template_test = app_template_global = Scaffold._hook_maker

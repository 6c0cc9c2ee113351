"""Flask-Classful: classes whose methods become routes, named after themselves (0.14 to 0.16)."""


def route(rule, **options):
    def decorator(f):
        if not _has(f, "_rules"):
            f._rules = []
        f._rules.append((rule, options))
        return f

    return decorator


def method(name, **options):
    def decorator(f):
        if not _has(f, "http_methods"):
            f.http_methods = []
        f.http_methods.append(name)
        return f

    return decorator


class FlaskView:
    decorators = []
    representations = {}
    route_base = None
    route_prefix = None
    trailing_slash = True
    base_args = []
    excluded_methods = []
    method_dashified = False
    inspect_args = True
    default_methods = ["GET"]
    subdomain = None
    special_methods = {
        "get": ["GET"],
        "put": ["PUT"],
        "patch": ["PATCH"],
        "post": ["POST"],
        "delete": ["DELETE"],
        "index": ["GET"],
    }

    @classmethod
    def register(
        cls,
        app,
        route_base=None,
        subdomain=None,
        route_prefix=None,
        trailing_slash=None,
        method_dashified=None,
        base_class=None,
        init_argument=None,
        **rule_options,
    ):
        slash = cls.trailing_slash if trailing_slash is None else trailing_slash
        dashified = cls.method_dashified if method_dashified is None else method_dashified
        prefix = cls._base(route_base or cls.route_base, route_prefix or cls.route_prefix)
        options = {**rule_options, "subdomain": subdomain or cls.subdomain}
        inherited = dir(base_class or FlaskView)
        for name in dir(cls):
            if name in inherited or name in cls.excluded_methods or name.startswith(("_", "before_", "after_")):
                continue
            view = getattr(cls, name)
            names = _parameters(view)
            if names is None:
                continue
            endpoint = _concatenated(cls.__name__, ":", name)
            if _has(view, "_rules"):
                number = 0
                for rule, own in view._rules:
                    named = own.get("endpoint") or (endpoint if len(view._rules) == 1 else f"{endpoint}_{number}")
                    kept = {key: value for key, value in own.items() if key != "endpoint"}
                    whole = _joined_rule(prefix, rule) if rule else prefix
                    app.add_url_rule(whole, named, view, _own_rule=rule, **{**options, **kept})
                    number += 1
            elif name in cls.special_methods:
                rule = cls._with_arguments(_joined_rule(prefix, "/"), names)
                if not slash and rule != "/":
                    rule = rule.rstrip("/")
                app.add_url_rule(
                    _slashed(rule) if slash is True else rule,
                    endpoint,
                    view,
                    methods=cls.special_methods[name],
                    **options,
                )
            else:
                part = name.replace("_", "-") if dashified is True else name
                rule = cls._with_arguments(_joined_rule(prefix, f"/{part}/" if slash else f"/{part}"), names)
                methods = view.http_methods if _has(view, "http_methods") else cls.default_methods
                app.add_url_rule(_slashed(rule) if slash is True else rule, endpoint, view, methods=methods, **options)

    @classmethod
    def _base(cls, base, prefix):
        if base is None:
            named = cls.__name__
            base = _underscored(named[:-4] if named.endswith("View") else named, "-")
        else:
            # The class's list is everybody's: what one base has in it, no view has as an argument of its own.
            cls.base_args.extend(_variables(base))
        return _joined_rule(_joined_rule("", prefix), base.strip("/")) if prefix else _joined_rule("", base.strip("/"))

    @classmethod
    def _with_arguments(cls, rule, names):
        for name, kind in names if cls.inspect_args else []:
            if name not in cls.base_args:
                rule = _joined_rule(rule, f"<{kind}:{name}>" if kind else f"<{name}>")
        return rule


def _slashed(rule):
    return rule if rule.endswith("/") else f"{rule}/"

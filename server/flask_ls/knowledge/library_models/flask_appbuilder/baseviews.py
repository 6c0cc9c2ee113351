"""What Flask-AppBuilder's views and APIs have in common."""

from flask import Blueprint


def expose(url="/", methods=("GET",)):
    def wrap(f):
        if not _has(f, "_urls"):
            f._urls = []
        f._urls.append((url, methods, _here()))
        return f

    return wrap


def expose_api(name="", url="", methods=("GET",), description=""):
    def wrap(f):
        return expose(url or f"/api/{name}", methods)(f)

    return wrap


class AbstractViewApi:
    route_base = None
    endpoint = None
    include_route_methods = None
    exclude_route_methods = ()

    def _default_base(self):
        return _concatenated("/", self.__class__.__name__.lower())

    def create_blueprint(self, appbuilder, endpoint=None, static_folder=None):
        self.appbuilder = appbuilder
        base = self._default_base() if self.route_base is None else self.route_base
        blueprint = Blueprint(
            endpoint or self.__class__.__name__, "flask_appbuilder", url_prefix=base, static_folder=static_folder
        )
        for name in dir(self):
            if name.startswith("__") or name in self.exclude_route_methods:
                continue
            if self.include_route_methods is not None and name not in self.include_route_methods:
                continue
            view = getattr(self, name)
            if _has(view, "_urls"):
                for rule, methods, here in view._urls:
                    blueprint.record(
                        lambda state, rule=rule, name=name, view=view, methods=methods, here=here: state.add_url_rule(
                            rule, name, view, methods=methods, _here=here
                        )
                    )
        return blueprint


class BaseView(AbstractViewApi):
    pass

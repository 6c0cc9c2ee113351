"""Flask-Admin's views and the object that registers them."""

from flask import Blueprint


def expose(url="/", methods=("GET",)):
    def wrap(f):
        if not _has(f, "_urls"):
            f._urls = []
        f._urls.append((url, methods, _here()))
        return f

    return wrap


def expose_plugview(url="/"):
    def wrap(v):
        handler = expose(url, v.methods)
        if _has(v, "as_view"):
            return handler(v.as_view(v.__name__))
        return handler(v)

    return wrap


class BaseView:
    def __init__(
        self,
        name=None,
        category=None,
        endpoint=None,
        url=None,
        static_folder=None,
        static_url_path=None,
        menu_class_name=None,
        menu_icon_type=None,
        menu_icon_value=None,
    ):
        self.name = name
        self.endpoint = self._get_endpoint(endpoint)
        self.url = url
        self.static_folder = static_folder
        self.static_url_path = static_url_path
        self.made = _here()

    def _get_endpoint(self, endpoint):
        return endpoint if endpoint else self.__class__.__name__.lower()

    def _get_view_url(self, admin, url):
        if url is None:
            if admin.url != "/":
                return _concatenated(admin.url, "/", self.endpoint)
            return "/" if self is admin.index_view else _concatenated("/", self.endpoint)
        if not url.startswith("/"):
            return _concatenated(admin.url, "/", url)
        return url

    def create_blueprint(self, admin):
        if not self.static_url_path:
            self.static_url_path = admin.static_url_path
        url = self._get_view_url(admin, self.url)
        if url == "/":
            url = None
            if not self.static_url_path:
                self.static_folder = "static"
                self.static_url_path = "/static/admin"
        blueprint = Blueprint(
            self.endpoint,
            "flask_admin",
            url_prefix=url,
            subdomain=admin.subdomain,
            static_folder=self.static_folder,
            static_url_path=self.static_url_path,
        )
        for name in dir(self):
            if not name.startswith("__"):
                view = getattr(self, name)
                if _has(view, "_urls"):
                    for rule, methods, here in view._urls:
                        blueprint.record(
                            lambda state, rule=rule, name=name, view=view, methods=methods, here=here: (
                                state.add_url_rule(rule, name, view, methods=methods, host=admin.host, _here=here)
                            )
                        )
        return blueprint

    def render(self, template, **kwargs):
        return None


class AdminIndexView(BaseView):
    def __init__(
        self,
        name=None,
        category=None,
        endpoint=None,
        url=None,
        template="admin/index.html",
        menu_class_name=None,
        menu_icon_type=None,
        menu_icon_value=None,
    ):
        super().__init__(name or "Home", category, endpoint or "admin", "/admin" if url is None else url, "static")

    @expose()
    def index(self):
        return None


class Admin:
    def __init__(
        self,
        app=None,
        name=None,
        url=None,
        subdomain=None,
        index_view=None,
        translations_path=None,
        endpoint=None,
        static_url_path=None,
        theme=None,
        category_icon_classes=None,
        host=None,
        csp_nonce_generator=None,
        **kwargs,
    ):
        self.app = app
        self._views = []
        self.index_view = index_view or AdminIndexView(endpoint=endpoint, url=url)
        self.endpoint = endpoint or self.index_view.endpoint
        self.url = url or self.index_view.url
        self.static_url_path = static_url_path
        self.subdomain = subdomain
        self.host = host
        self.add_view(self.index_view)

    def add_view(self, view):
        if not _is_known(view):
            _open(self.app, view)
            return
        here = _here(self)
        self._views.append((view, here))
        if self.app is not None:
            self.app.register_blueprint(view.create_blueprint(self), _here=here)

    def add_views(self, *views):
        for view in views:
            self.add_view(view)

    def init_app(self, app, index_view=None, endpoint=None, url=None):
        self.app = app
        if index_view is not None or endpoint is not None or url is not None:
            self.index_view = index_view or AdminIndexView(endpoint=endpoint, url=url)
            self.endpoint = endpoint or self.index_view.endpoint
            self.url = url or self.index_view.url
            self._views[0] = (self.index_view, _here(self))
        for view, here in self._views:
            app.register_blueprint(view.create_blueprint(self), _here=here)

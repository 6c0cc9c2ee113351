"""The object that registers views and APIs."""

from flask import Blueprint

from .api.manager import OpenApi, SwaggerView
from .babel.views import LocaleView
from .menu import MenuApi
from .security.sqla.manager import SecurityManager
from .views import IndexView, UtilView


class AppBuilder:
    def __init__(
        self,
        app=None,
        session=None,
        menu=None,
        indexview=None,
        base_template="appbuilder/baselayout.html",
        static_folder="static/appbuilder",
        static_url_path="/appbuilder",
        security_manager_class=None,
        update_perms=True,
    ):
        self.app = None
        self.baseviews = []
        self.pending = []
        self.indexview = indexview
        self.static_folder = static_folder
        self.static_url_path = static_url_path
        self.security_manager_class = security_manager_class
        if app is not None:
            self.init_app(app, session)

    def init_app(self, app, session=None):
        self.app = app
        app.register_blueprint(
            Blueprint(
                "appbuilder",
                "flask_appbuilder",
                url_prefix="/static",
                static_folder=self.static_folder,
                static_url_path=self.static_url_path,
            )
        )
        self.add_view_no_menu(self.indexview or IndexView)
        self.add_view_no_menu(UtilView)
        self.add_view_no_menu(LocaleView)
        manager = self.security_manager_class or SecurityManager
        self.sm = manager(self)
        self.sm.register_views()
        if app.config.get("FAB_API_SWAGGER_UI") is True:
            self.add_view_no_menu(OpenApi)
            self.add_view_no_menu(SwaggerView)
        self.add_view_no_menu(MenuApi)
        for view, endpoint, static_folder, here in self.pending:
            _under(here, self._add, view, endpoint, static_folder, here)

    def add_view(self, baseview, name, *args, **kwargs):
        return self.add_view_no_menu(baseview)

    def add_api(self, baseview):
        return self.add_view_no_menu(baseview)

    def add_view_no_menu(self, baseview, endpoint=None, static_folder=None):
        here = _here(self)
        if self.app is None:
            self.pending.append((baseview, endpoint, static_folder, here))
            return baseview
        return self._add(baseview, endpoint, static_folder, here)

    def _add(self, baseview, endpoint, static_folder, here):
        if not _is_known(baseview):
            _open(self.app, baseview)
            return baseview
        if isinstance(baseview, type):
            baseview = baseview()
        for known in self.baseviews:
            if known.__class__ is baseview.__class__:
                return known
        self.baseviews.append(baseview)
        self.app.register_blueprint(baseview.create_blueprint(self, endpoint, static_folder), _here=here)
        return baseview

    def add_link(self, *args, **kwargs):
        return None

    def add_separator(self, category):
        return None

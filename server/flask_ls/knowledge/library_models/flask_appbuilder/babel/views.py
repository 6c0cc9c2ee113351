"""The view that switches languages."""

from flask_appbuilder.baseviews import BaseView, expose


class LocaleView(BaseView):
    route_base = "/lang"

    @expose("/<string:locale>")
    def index(self, locale):
        return None

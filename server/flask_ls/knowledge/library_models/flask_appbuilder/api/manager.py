"""The views of the API's description."""

from flask_appbuilder.api import BaseApi
from flask_appbuilder.baseviews import BaseView, expose


class OpenApi(BaseApi):
    route_base = "/api"

    @expose("/<version>/_openapi")
    def get(self, version):
        return None


class SwaggerView(BaseView):
    route_base = "/swagger"

    @expose("/<version>")
    def show(self, version):
        return None

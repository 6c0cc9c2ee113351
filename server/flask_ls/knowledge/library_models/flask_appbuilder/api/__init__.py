"""Flask-AppBuilder's APIs."""

from flask_appbuilder.baseviews import AbstractViewApi, expose


class BaseApi(AbstractViewApi):
    version = "v1"
    resource_name = None

    def _default_base(self):
        return f"/api/{self.version}/{(self.resource_name or self.__class__.__name__).lower()}"


class ModelRestApi(BaseApi):
    @expose("/_info", methods=["GET"])
    def info(self):
        return None

    @expose("/<int:pk>", methods=["GET"])
    def get(self, pk):
        return None

    @expose("/", methods=["GET"])
    def get_list(self):
        return None

    @expose("/", methods=["POST"])
    def post(self):
        return None

    @expose("/<pk>", methods=["PUT"])
    def put(self, pk):
        return None

    @expose("/<pk>", methods=["DELETE"])
    def delete(self, pk):
        return None


def safe(f):
    return f


def rison(schema=None):
    def wrap(f):
        return f

    return wrap

"""Flask-AppBuilder's views for pages, forms and models."""

from .baseviews import BaseView, expose


class IndexView(BaseView):
    route_base = ""

    @expose("/")
    def index(self):
        return None


class UtilView(BaseView):
    route_base = ""

    @expose("/back")
    def back(self):
        return None


class SimpleFormView(BaseView):
    @expose("/form", methods=["GET"])
    def this_form_get(self):
        return None

    @expose("/form", methods=["POST"])
    def this_form_post(self):
        return None


class PublicFormView(BaseView):
    @expose("/form", methods=["GET"])
    def this_form_get(self):
        return None

    @expose("/form", methods=["POST"])
    def this_form_post(self):
        return None


class BaseCRUDView(BaseView):
    pass


class ModelView(BaseCRUDView):
    @expose("/list/")
    def list(self):
        return None

    @expose("/show/<pk>", methods=["GET"])
    def show(self, pk):
        return None

    @expose("/add", methods=["GET", "POST"])
    def add(self):
        return None

    @expose("/edit/<pk>", methods=["GET", "POST"])
    def edit(self, pk):
        return None

    @expose("/delete/<pk>", methods=["GET", "POST"])
    def delete(self, pk):
        return None

    @expose("/download/<string:filename>")
    def download(self, filename):
        return None

    @expose("/action/<string:name>/<pk>", methods=["GET", "POST"])
    def action(self, name, pk):
        return None

    @expose("/action_post", methods=["POST"])
    def action_post(self):
        return None


class MasterDetailView(BaseCRUDView):
    @expose("/list/")
    @expose("/list/<pk>")
    def list(self, pk=None):
        return None


class MultipleView(BaseView):
    @expose("/list/")
    def list(self):
        return None


class CompactCRUDMixin(BaseCRUDView):
    @expose("/list/", methods=["GET", "POST"])
    def list(self):
        return None

    @expose("/add/", methods=["GET", "POST"])
    def add(self):
        return None

    @expose("/edit/<pk>", methods=["GET", "POST"])
    def edit(self, pk):
        return None

    @expose("/delete/<pk>", methods=["GET", "POST"])
    def delete(self, pk):
        return None

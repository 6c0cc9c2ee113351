"""The views that Flask-Admin makes for a model."""

from flask_admin.base import BaseView, expose


class BaseModelView(BaseView):
    def __init__(
        self,
        model,
        name=None,
        category=None,
        endpoint=None,
        url=None,
        static_folder=None,
        menu_class_name=None,
        menu_icon_type=None,
        menu_icon_value=None,
    ):
        self.model = model
        super().__init__(name, category, endpoint, url, static_folder)

    def _get_endpoint(self, endpoint):
        return endpoint if endpoint else self.model.__name__.lower()

    @expose("/")
    def index_view(self):
        return None

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self):
        return None

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self):
        return None

    @expose("/details/")
    def details_view(self):
        return None

    @expose("/delete/", methods=("POST",))
    def delete_view(self):
        return None

    @expose("/action/", methods=("POST",))
    def action_view(self):
        return None

    @expose("/export/<export_type>/")
    def export(self, export_type):
        return None

    @expose("/ajax/lookup/")
    def ajax_lookup(self):
        return None

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self):
        return None

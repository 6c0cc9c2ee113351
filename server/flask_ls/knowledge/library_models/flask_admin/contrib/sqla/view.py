"""Views for SQLAlchemy's models."""

from flask_admin.model.base import BaseModelView


class ModelView(BaseModelView):
    def __init__(
        self,
        model,
        session=None,
        name=None,
        category=None,
        endpoint=None,
        url=None,
        static_folder=None,
        menu_class_name=None,
        menu_icon_type=None,
        menu_icon_value=None,
    ):
        super().__init__(model, name, category, endpoint, url, static_folder)

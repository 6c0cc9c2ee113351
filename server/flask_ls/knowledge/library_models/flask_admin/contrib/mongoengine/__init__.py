"""Views for models of mongoengine."""

from flask_admin.model.base import BaseModelView


class ModelView(BaseModelView):
    pass

"""Views for models of pymongo."""

from flask_admin.model.base import BaseModelView


class ModelView(BaseModelView):
    pass

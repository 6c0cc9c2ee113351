"""Views for models of peewee."""

from flask_admin.model.base import BaseModelView


class ModelView(BaseModelView):
    pass

"""Flask-AppBuilder: views with exposed methods, and the object that registers them with the built-in ones."""

from .api import BaseApi, ModelRestApi
from .base import AppBuilder
from .baseviews import BaseView, expose, expose_api
from .charts.views import DirectByChartView, GroupByChartView
from .security.sqla.manager import SecurityManager as SQLASecurityManager
from .views import (
    CompactCRUDMixin,
    IndexView,
    MasterDetailView,
    ModelView,
    MultipleView,
    PublicFormView,
    SimpleFormView,
)

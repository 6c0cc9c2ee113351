"""Flask-Admin: views with exposed methods, each in a blueprint of its own."""

from .base import Admin, AdminIndexView, BaseView, expose, expose_plugview

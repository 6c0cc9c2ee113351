"""Views for models."""

from .base import BaseModelView

"""Views for SQLAlchemy's models."""

from .view import ModelView

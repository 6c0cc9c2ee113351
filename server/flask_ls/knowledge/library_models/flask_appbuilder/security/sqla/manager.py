"""The security manager on SQLAlchemy."""

from flask_appbuilder.security.manager import BaseSecurityManager


class SecurityManager(BaseSecurityManager):
    pass

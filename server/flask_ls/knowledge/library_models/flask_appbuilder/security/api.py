"""The API for signing in."""

from flask_appbuilder.api import BaseApi
from flask_appbuilder.baseviews import expose


class SecurityApi(BaseApi):
    resource_name = "security"

    @expose("/login", methods=["POST"])
    def login(self):
        return None

    @expose("/refresh", methods=["POST"])
    def refresh(self):
        return None

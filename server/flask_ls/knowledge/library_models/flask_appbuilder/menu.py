"""The API of the menu."""

from flask_appbuilder.api import BaseApi
from flask_appbuilder.baseviews import expose


class MenuApi(BaseApi):
    resource_name = "menu"

    @expose("/", methods=["GET"])
    def get_menu_data(self):
        return None

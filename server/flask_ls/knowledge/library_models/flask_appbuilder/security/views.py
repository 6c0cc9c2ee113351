"""The views for users, roles and permissions, and those for signing in."""

from flask_appbuilder.baseviews import BaseView, expose
from flask_appbuilder.charts.views import DirectByChartView
from flask_appbuilder.views import ModelView, SimpleFormView


class PermissionModelView(ModelView):
    route_base = "/permissions"


class ViewMenuModelView(ModelView):
    route_base = "/viewmenus"


class PermissionViewModelView(ModelView):
    route_base = "/permissionviews"


class ResetMyPasswordView(SimpleFormView):
    route_base = "/resetmypassword"


class ResetPasswordView(SimpleFormView):
    route_base = "/resetpassword"


class UserInfoEditView(SimpleFormView):
    pass


class UserModelView(ModelView):
    route_base = "/users"

    @expose("/userinfo/")
    def userinfo(self):
        return None


class UserLDAPModelView(UserModelView):
    pass


class UserOAuthModelView(UserModelView):
    pass


class UserRemoteUserModelView(UserModelView):
    pass


class UserDBModelView(UserModelView):
    @expose("/show/<pk>", methods=["GET"])
    def show(self, pk):
        return None

    @expose("/userinfo/")
    def userinfo(self):
        return None


class UserStatsChartView(DirectByChartView):
    pass


class RoleModelView(ModelView):
    route_base = "/roles"


class UserGroupModelView(ModelView):
    route_base = "/groups"


class RegisterUserModelView(ModelView):
    route_base = "/registeruser"


class AuthView(BaseView):
    route_base = ""

    @expose("/login/", methods=["GET", "POST"])
    def login(self):
        return None

    @expose("/logout/")
    def logout(self):
        return None


class AuthDBView(AuthView):
    @expose("/login/", methods=["GET", "POST"])
    def login(self):
        return None


class AuthLDAPView(AuthView):
    @expose("/login/", methods=["GET", "POST"])
    def login(self):
        return None


class AuthOAuthView(AuthView):
    @expose("/login/")
    @expose("/login/<provider>")
    def login(self, provider=None):
        return None

    @expose("/oauth-authorized/<provider>")
    def oauth_authorized(self, provider):
        return None


class AuthRemoteUserView(AuthView):
    @expose("/login/")
    def login(self):
        return None

"""What registers the views for users, roles and permissions."""

from flask_appbuilder.security.api import SecurityApi
from flask_appbuilder.security.views import (
    AuthDBView,
    AuthLDAPView,
    AuthOAuthView,
    AuthRemoteUserView,
    PermissionModelView,
    PermissionViewModelView,
    ResetMyPasswordView,
    ResetPasswordView,
    RoleModelView,
    UserDBModelView,
    UserGroupModelView,
    UserInfoEditView,
    UserLDAPModelView,
    UserOAuthModelView,
    UserRemoteUserModelView,
    UserStatsChartView,
    ViewMenuModelView,
)

AUTH_OID = 0
AUTH_DB = 1
AUTH_LDAP = 2
AUTH_REMOTE_USER = 3
AUTH_OAUTH = 4


class BaseSecurityManager:
    userdbmodelview = UserDBModelView
    userldapmodelview = UserLDAPModelView
    useroauthmodelview = UserOAuthModelView
    userremoteusermodelview = UserRemoteUserModelView
    authdbview = AuthDBView
    authldapview = AuthLDAPView
    authoauthview = AuthOAuthView
    authremoteuserview = AuthRemoteUserView
    resetmypasswordview = ResetMyPasswordView
    resetpasswordview = ResetPasswordView
    userinfoeditview = UserInfoEditView
    security_api = SecurityApi
    rolemodelview = RoleModelView
    groupmodelview = UserGroupModelView
    permissionmodelview = PermissionModelView
    userstatschartview = UserStatsChartView
    viewmenumodelview = ViewMenuModelView
    permissionviewmodelview = PermissionViewModelView

    def __init__(self, appbuilder):
        self.appbuilder = appbuilder

    def register_views(self):
        add = self.appbuilder.add_view_no_menu
        kind = self.appbuilder.app.config.get("AUTH_TYPE")
        add(self.security_api)
        add(self.userinfoeditview)
        if _is_known(kind) and kind == AUTH_LDAP:
            add(self.authldapview)
            add(self.userldapmodelview)
        elif _is_known(kind) and kind == AUTH_OAUTH:
            add(self.authoauthview)
            add(self.useroauthmodelview)
        elif _is_known(kind) and kind == AUTH_REMOTE_USER:
            add(self.authremoteuserview)
            add(self.userremoteusermodelview)
        else:
            add(self.resetpasswordview)
            add(self.resetmypasswordview)
            add(self.authdbview)
            add(self.userdbmodelview)
        add(self.rolemodelview)
        add(self.groupmodelview)
        add(self.userstatschartview)
        add(self.permissionmodelview)
        add(self.viewmenumodelview)
        add(self.permissionviewmodelview)

"""Flask-RESTPlus, which Flask-RESTX continues."""

from flask_restx import Api as _Api
from flask_restx import Namespace, Resource


class Api(_Api):
    _documentation_blueprint = "restplus_doc"

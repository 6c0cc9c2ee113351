"""What Flask's extensions give to templates, by the name of their module.

An extension that is in neither table may give anything, so that nothing is said of what is not known.
"""

from __future__ import annotations

from typing import NamedTuple

_NONE: frozenset[str] = frozenset()


class Extension(NamedTuple):
    """`globals` has the variables of context processors too. `tags`: it adds tags. `open`: it gives more than is known here."""

    globals: frozenset[str] = _NONE
    filters: frozenset[str] = _NONE
    tests: frozenset[str] = _NONE
    tags: bool = False
    open: bool = False


_BABEL = Extension(
    globals=frozenset({"_", "gettext", "ngettext", "pgettext", "npgettext"}),
    filters=frozenset(
        {
            "datetimeformat", "dateformat", "timeformat", "timedeltaformat", "numberformat", "decimalformat",
            "currencyformat", "percentformat", "scientificformat",
        }
    ),
    tags=True,
)  # fmt: skip
EXTENSIONS: dict[str, Extension] = {
    "flask_login": Extension(globals=frozenset({"current_user"})),
    "flask_wtf": Extension(globals=frozenset({"csrf_token"})),
    "flask_babel": _BABEL,
    "flask_babelex": _BABEL,
    "flask_babelplus": _BABEL,
    "flask_babelhg": _BABEL,
    "flask_moment": Extension(globals=frozenset({"moment"})),
    # Flask-Bootstrap and Bootstrap-Flask have the same module.
    "flask_bootstrap": Extension(
        globals=frozenset(
            {
                "bootstrap", "bootstrap_is_hidden_field", "get_table_titles", "warn_deprecated_macros", "raise",
                "bootstrap_find_resource", "get_flashed_messages",
            }
        ),
        filters=frozenset({"bootstrap_find_resource", "is_hidden_field"}),
        tests=frozenset({"is_hidden_field", "bootstrap_is_hidden_field"}),
    ),
    "flask_ckeditor": Extension(globals=frozenset({"ckeditor"})),
    "flask_dropzone": Extension(globals=frozenset({"dropzone"})),
    "flask_avatars": Extension(globals=frozenset({"avatars"})),
    "flask_pagedown": Extension(globals=frozenset({"pagedown"})),
    "flask_talisman": Extension(globals=frozenset({"csp_nonce"})),
    "flask_gravatar": Extension(filters=frozenset({"gravatar"})),
    "flask_humanize": Extension(filters=frozenset({"humanize"})),
    "flask_caching": Extension(tags=True),
    "flask_cache": Extension(tags=True),
    "flask_assets": Extension(globals=frozenset({"assets"}), tags=True),
}  # fmt: skip
# These give templates nothing, whether they are Flask's extensions or other libraries that are handed applications.
QUIET = frozenset(
    {
        "flask", "werkzeug", "celery", "click", "sentry_sdk", "raven", "whitenoise", "gevent", "waitress", "gunicorn",
        "blinker", "raygun4py", "flasgger", "prometheus_flask_exporter", "elasticapm", "newrelic", "rq", "redis",
        "sqlalchemy", "alembic", "wtforms", "authlib", "bugsnag", "rollbar", "opentelemetry", "ddtrace", "bcrypt",
        "flask_allows2", "flask_allows", "flask_swagger_ui", "apiflask", "uwsgi",
        "flask_sqlalchemy", "flask_migrate", "flask_mail", "flask_mailman", "flask_cors", "flask_restful", "flask_bcrypt",
        "flask_jwt_extended", "flask_limiter", "flask_session", "flask_compress", "flask_socketio", "flask_marshmallow",
        "flask_httpauth", "flask_script", "flask_rq", "flask_rq2", "flask_uploads", "flask_reuploaded", "flask_pymongo",
        "flask_mongoengine", "flask_redis", "flask_principal", "flask_restx", "flask_restplus", "flask_classful",
        "flask_debugtoolbar", "flask_sslify", "flask_alembic", "flask_seeder", "flask_executor", "flask_apscheduler",
        "flask_whooshee", "flask_testing", "flask_dance", "flask_oauthlib", "flask_openid", "flask_paginate",
        "flask_smorest", "flask_shell_ipython", "flask_ldap3_login", "flask_peewee", "flask_graphql", "flask_sock",
    }
)  # fmt: skip

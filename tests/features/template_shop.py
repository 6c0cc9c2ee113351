"""An application whose templates extend, include and import each other, for tests of what names in templates mean."""

SITE = """\
-- app.py --
from flask import Flask, render_template

app = Flask(__name__)


@app.template_filter()
def money(value):
    return f"{value} EUR"


@app.route("/")
def index():
    return render_template("index.html", user="Ada", items=[1])


@app.route("/other")
def other():
    return render_template("other.html", user="Bob")
-- templates/base.html --
<title>{% block title %}Site{% endblock title %}</title>
{% if user %}{{ user }}{% elif x is none %}?{% else %}-{% endif %}
{% block body %}{% endblock %}
-- templates/index.html --
{% extends "base.html" %}
{% from "macros.html" import field %}
{% import "macros.html" as m %}
{% block title %}{{ user }} {{ self.title() }}{% endblock title %}
{% block body %}
  {% set total = 3 %}
  {% for item in items %}
    {{ item|money }} {{ total }} {{ field(item) }}
  {% endfor %}
  {{ m.field(1) }} {% include "part.html" %}
{% endblock %}
-- templates/other.html --
{% extends "base.html" %}
{% block title %}Other{% endblock %}
-- templates/macros.html --
{% macro field(value) %}<input value="{{ value }}">{% endmacro %}
{{ field(2) }}
-- templates/part.html --
<p>part</p>
-- templates/alone.html --
<p>alone</p>
"""

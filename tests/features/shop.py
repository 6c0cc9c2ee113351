"""A small shop in several files, for the features that need a project."""

SHOP = '''
-- app.py --
from flask import Flask, url_for, render_template, redirect
from users import users
from flask_login import LoginManager

login = LoginManager()
login.login_view = "users.login"

def create_app():
    app = Flask(__name__)
    app.register_blueprint(users, url_prefix="/users")

    @app.route("/")
    def index():
        """The first page."""
        url_for("users.show", id=1)
        return render_template("index.html")
    return app
-- users.py --
from flask import Blueprint, url_for, render_template, redirect
users = Blueprint("users", __name__)

@users.route("/")
@users.get("/page/<int:page>")
def listing(page=1):
    """All users.

    More about it.
    """
    return redirect(url_for(".show", id=2))

@users.route("/<int:id>", methods=["GET", "POST"])
def show(id):
    é = "😋"; return render_template("users/show.html", user=id)

@users.route("/login", endpoint="login")
def sign_in():
    return ""
-- other.py --
import users
from users import show as display

def again():
    return users.show(1) or display(2)
-- templates/index.html --
{% extends "base.html" %}
<a href="{{ url_for('users.show', id=3) }}">é</a> {# url_for('users.show') #}
-- templates/users/show.html --
{% include 'base.html' %}{{ url_for("index") }}
-- templates/base.html --
<html></html>
-- tests/test_app.py --
def test(client):
    client.get("/users/7")
    client.post("/users/page/3?x=1")
'''

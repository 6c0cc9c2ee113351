"""A blueprint in a file of its own."""

from flask import Blueprint, redirect, render_template, url_for

shop = Blueprint("shop", __name__)


@shop.route("/")
def shelf():
    """Everything that is for sale."""
    return render_template("shop/shelf.html")


@shop.route("/item/<int:number>", methods=["GET", "POST"])
def item(number):
    """One thing, by its number."""
    return redirect(url_for("shop.shelf"))

"""A small Flask application with every gotcha that the server warns of first."""

from flask import Flask, redirect, render_template, request, session, url_for

from shop import shop

app = Flask(__name__)
app.config["JWT_SECRET_KEY"] = "correct horse battery staple"
app.register_blueprint(shop, url_prefix="/shop")


@app.route("/")
def index():
    return render_template("index.html", name=session.get("name"))


@app.route("/name", methods=["POST"])
def set_name():
    session["name"] = request.form.get("name", "")
    return redirect(url_for("index"))


@app.get("/visits/<int:page>")
def visits(page, seen=[]):
    seen.append(page)
    return {"pages": seen}


if __name__ == "__main__":
    app.run(debug=True)

"""The sign-in page and the way out."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import EmailField, HiddenField, PasswordField  # type: ignore[import-untyped]
from wtforms.validators import InputRequired, Length  # type: ignore[import-untyped]

from geo.errors import Forbidden
from webapp import errors, lang, security, signin
from webapp.access import public
from webapp.pages._urls import local_path

bp = Blueprint("security", __name__)


class SignInForm(FlaskForm):
    """E-mail, password and where to go afterwards."""

    email = EmailField(validators=[InputRequired(), Length(max=254)])
    password = PasswordField(validators=[InputRequired(), Length(max=1024)])
    next = HiddenField()


@bp.route("/login", methods=["GET", "POST"])
@public
def login() -> ResponseReturnValue:
    """Show the sign-in page; open a session for the right password."""
    form = SignInForm()
    if request.method == "GET":
        form.next.data = request.args.get("next", "")
    if security.actor() is not None:
        return redirect(local_path(form.next.data))
    status = 200
    if form.validate_on_submit():
        try:
            signin.sign_in(form.email.data, form.password.data)
            return redirect(local_path(form.next.data))
        except Forbidden as refusal:
            form.form_errors.append(refusal.text(lang.current()))
            status = errors.status_of(refusal)
    page = render_template("security/login_user.html", login_user_form=form)
    return page, status


@bp.post("/logout")
@public
def logout() -> ResponseReturnValue:
    """End the session and show the door again."""
    signin.sign_out()
    return redirect("/login")

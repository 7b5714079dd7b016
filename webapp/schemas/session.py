"""Signing in."""

from __future__ import annotations

from marshmallow import Schema, fields, validate


class SignIn(Schema):
    """An e-mail and a password."""

    email = fields.String(required=True, validate=validate.Length(1, 254))
    password = fields.String(required=True, validate=validate.Length(1, 1024), load_only=True)

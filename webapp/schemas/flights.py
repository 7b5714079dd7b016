"""Asking about flights and changing them."""

from __future__ import annotations

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from webapp.schemas.query import Query

VERSION = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**31 - 1))


class RecordChanges(Schema):
    """Fields of the flight record; ``ledger.flights`` checks their values, null clears one."""

    record = fields.Dict(keys=fields.String(), required=True, validate=validate.Length(max=20))
    version = VERSION


class Point(Schema):
    """A spot seen in a photo (pixels) and on the map (degrees, WGS-84)."""

    x = fields.Float(required=True)
    y = fields.Float(required=True)
    lon = fields.Float(required=True, validate=validate.Range(-180, 180))
    lat = fields.Float(required=True, validate=validate.Range(-90, 90))


class PhotoPlace(Schema):
    """Where a photo was taken, or three and more points that it shows."""

    lon = fields.Float(validate=validate.Range(-180, 180))
    lat = fields.Float(validate=validate.Range(-90, 90))
    yaw_deg = fields.Float(allow_none=True, validate=validate.Range(-360, 360))
    points = fields.List(fields.Nested(Point), validate=validate.Length(1, 50))
    version = fields.Integer(strict=True, allow_none=True, validate=validate.Range(1, 2**31 - 1))

    @validates_schema
    def one_way(self, data: dict[str, object], **_options: object) -> None:
        """Ask for a place or for points, and not for both."""
        if ("points" in data) == ("lon" in data and "lat" in data):
            raise ValidationError("lon and lat, or points", "points")


class Order(Schema):
    """In which order a log writes its coordinates."""

    order = fields.String(required=True, validate=validate.Length(1, 16))


class Nudge(Schema):
    """Metres to the east and north of where the file lies; 0, 0 takes a nudge back."""

    east_m = fields.Float(required=True)
    north_m = fields.Float(required=True)
    version = VERSION


class SurfaceScene(Schema):
    """Which uploaded scene is the flight's surface model; null: none."""

    scene = fields.Integer(required=True, allow_none=True, validate=validate.Range(1, 2**31 - 1))


class HeightPlaces(Schema):
    """Places (WGS-84 degrees) whose surface is asked for: [[lon, lat], …]."""

    places = fields.List(
        fields.Tuple(
            (
                fields.Float(validate=validate.Range(-180, 180)),
                fields.Float(validate=validate.Range(-90, 90)),
            )
        ),
        required=True,
        validate=validate.Length(1, 50),
    )


class ReflyQuery(Query):
    """Which gaps a mission is for."""

    radius_m = fields.Float(load_default=100.0, validate=validate.Range(1, 1000))
    gsd_m = fields.Float(validate=validate.Range(0.001, 1))
    camera = fields.String(validate=validate.Length(1, 60))

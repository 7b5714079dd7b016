"""What the API takes: marshmallow schemas, unknown fields refused."""

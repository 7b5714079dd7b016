"""Settings are read once and refused by name before anything starts."""

from __future__ import annotations

import pytest

from settings import SettingsError, from_env

SECRET = {"XUNZHAN_PRODUCTION": "1", "XUNZHAN_SECRET_KEY": "s" * 40}


@pytest.mark.parametrize(
    "env",
    [
        {"XUNZHAN_PRODUCTON": "1"},
        {"XUNZHAN_PRODUCTION": "maybe"},
        {"XUNZHAN_SECRET_KEY": "s" * 31, "XUNZHAN_PRODUCTION": "1"},
        {"XUNZHAN_DEMO_NOW": "2026-01-01T00:00:00Z", **SECRET},
        {"XUNZHAN_DEMO_NOW": "2026-01-01"},
        {"XUNZHAN_MAX_UPLOAD_MB": "-5"},
        {"XUNZHAN_JOB_ATTEMPTS": "0"},
        {"XUNZHAN_UPLOAD_KEEP_HOURS": "0"},
        {"XUNZHAN_INTAKE_MEMORY_MB": "0"},
        {"XUNZHAN_TRUSTED_PROXIES": "-1"},
        {"XUNZHAN_LEASE_SECONDS": "31"},
        {"XUNZHAN_DATABASE_URL": "nonsense"},
        {"XUNZHAN_BASEMAP_URL": "", "XUNZHAN_BASEMAP": "xyz"},
        {"XUNZHAN_BASEMAP_URL": "https://a; script-src *; x/{z}", "XUNZHAN_BASEMAP": "xyz"},
        {"XUNZHAN_TIANDITU_KEY": "", "XUNZHAN_BASEMAP": "tianditu"},
    ],
    ids=lambda env: " ".join(env.values())[:30],
)
def test_a_wrong_setting_is_refused_by_its_name(env):
    with pytest.raises(SettingsError) as refused:
        from_env(env)
    assert next(iter(env)) in str(refused.value)


@pytest.mark.parametrize(
    "url",
    ["https://{s}.tiles.example:8443/{z}/{x}/{y}.png?k=1", "/tiles-of-our-own/{z}/{x}/{y}.webp"],
)
def test_a_base_map_of_ones_own_is_taken(url):
    env = {"XUNZHAN_BASEMAP": "xyz", "XUNZHAN_BASEMAP_URL": url}
    assert from_env(env).basemap_url == url


def test_without_any_setting_the_embedded_mode_starts(tmp_path):
    chosen = from_env({"XUNZHAN_HOME": str(tmp_path)})
    assert not chosen.production
    assert chosen.embedded_broker
    assert str(tmp_path) in chosen.database_url


def test_no_secret_is_ever_printed():
    env = SECRET | {"XUNZHAN_DATABASE_URL": "postgresql+psycopg://a:pw@db/x"}
    shown = str(from_env(env).masked())
    assert "pw" not in shown
    assert "s" * 40 not in shown

"""Every setting of the service, read once from ``XUNZHAN_*`` and validated at start."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent


RANGES = {
    "lease_seconds": (5, 30),
    "job_attempts": (1, 20),
    "max_upload_mb": (1, 1_000_000),
    "max_card_files": (1, 100_000),
    "upload_keep_hours": (1, 10_000),
    "intake_memory_mb": (256, 1_000_000),
    "intake_cpu_seconds": (1, 100_000),
    "smtp_port": (1, 65_535),
    "notice_attempts": (1, 20),
    "trusted_proxies": (0, 10),
}
"""The least and the most of every number."""
_TILES = re.compile(r"(https?://[A-Za-z0-9.{}-]+(:\d+)?)?/[^\s;,'\"]*", re.ASCII)

_NODE = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/?(\?token=[\w.~-]+)?", re.ASCII)

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*", re.ASCII)
_PUBLIC = re.compile(r"https?://[A-Za-z0-9.-]+(:\d+)?/?", re.ASCII)


class SettingsError(ValueError):
    """A setting is missing or wrong; the message names it."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The settings; see README for what each one does."""

    home: Path
    production: bool = False
    secret_key: str = field(default="", metadata={"secret": True})
    database_url: str = field(default="", metadata={"secret": True})
    broker_url: str = field(default="", metadata={"secret": True})
    media_url: str = ""
    ratelimit_url: str = field(default="", metadata={"secret": True})
    sample_data: Path = ROOT.parent / "shared" / "data"
    demo_now: datetime | None = None
    default_lang: str = "zh"
    max_upload_mb: int = 4096
    max_card_files: int = 2000
    upload_keep_hours: int = 72
    lease_seconds: int = 30
    job_attempts: int = 3
    intake_memory_mb: int = 1024
    intake_cpu_seconds: int = 120
    basemap: str = "boundaries"
    basemap_url: str = ""
    basemap_attribution: str = ""
    tianditu_key: str = field(default="", metadata={"secret": True})
    map_approval_no: str = ""
    city_code: str = ""
    nodeodm_url: str = field(default="", metadata={"secret": True})
    public_url: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    smtp_user: str = ""
    smtp_password: str = field(default="", metadata={"secret": True})
    smtp_from: str = ""
    notice_attempts: int = 6
    trusted_proxies: int = 0
    secure_cookies: bool = False

    @property
    def media_root(self) -> str:
        """The fsspec address of the content-addressed store."""
        return self.media_url or str(self.home / "media")

    @property
    def embedded_broker(self) -> bool:
        """Whether the queue is a folder (Celery's filesystem transport)."""
        return self.broker_url.startswith("filesystem://")

    def masked(self) -> dict[str, str]:
        """Return every setting as text, secrets as ``***``."""
        return {
            f.name: "***"
            if f.metadata.get("secret") and getattr(self, f.name)
            else str(getattr(self, f.name))
            for f in fields(self)
        }


def from_env(env: Mapping[str, str]) -> Settings:
    """Build the settings from environment variables.

    Raises
    ------
    SettingsError
        A value does not parse, an unknown ``XUNZHAN_*`` name is set, or production lacks a secret.
    """
    known = {f"XUNZHAN_{f.name.upper()}": f for f in fields(Settings)}
    foreign = sorted(k for k in env if k.startswith("XUNZHAN_") and k not in known)
    if foreign:
        raise SettingsError(f"unknown setting {', '.join(foreign)}; README lists all of them")
    values = {
        f.name: _parse(name, env[name], str(f.type)) for name, f in known.items() if env.get(name)
    }
    home = Path(str(values.pop("home", ROOT / "var"))).absolute()
    values.setdefault("database_url", f"sqlite:///{home / 'xunzhan.db'}")
    values.setdefault("broker_url", "filesystem://")
    settings = Settings(home=home, **values)  # type: ignore[arg-type]
    return _checked(settings)


def _parse(name: str, text: str, kind: str) -> object:
    try:
        if kind == "bool":
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}[
                text.lower()
            ]
        if kind == "int":
            return int(text)
        if kind == "Path":
            return Path(text).absolute()
        if kind.startswith("datetime"):
            return _aware(datetime.fromisoformat(text))
    except (KeyError, ValueError) as error:
        raise SettingsError(f"{name}={text!r} is not a valid {kind}") from error
    return text


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its UTC offset")
    return moment.astimezone(UTC)


def _checked(settings: Settings) -> Settings:
    if settings.default_lang not in {"zh", "en"}:
        raise SettingsError("XUNZHAN_DEFAULT_LANG is zh or en")
    if settings.basemap not in {"boundaries", "xyz", "tianditu"}:
        raise SettingsError("XUNZHAN_BASEMAP is boundaries, xyz or tianditu")
    for name, (low, high) in RANGES.items():
        if not low <= getattr(settings, name) <= high:
            raise SettingsError(f"XUNZHAN_{name.upper()} is {low} to {high}")
    if "://" not in settings.database_url:
        raise SettingsError("XUNZHAN_DATABASE_URL is postgresql+psycopg://… or sqlite:///…")
    _check_basemap(settings)
    if settings.nodeodm_url and not _NODE.fullmatch(settings.nodeodm_url):
        raise SettingsError("XUNZHAN_NODEODM_URL is http(s)://host:port/ with ?token=… if it asks")
    _check_mail(settings)
    if settings.production:
        _check_production(settings)
    return settings


def _check_basemap(settings: Settings) -> None:
    """Make sure of the base map's address: it stands in the content security policy."""
    if settings.basemap == "xyz" and not _TILES.fullmatch(settings.basemap_url):
        raise SettingsError(
            "XUNZHAN_BASEMAP_URL is https://host/…/{z}/{x}/{y}… for the base map xyz"
        )
    if settings.basemap == "tianditu" and not settings.tianditu_key:
        raise SettingsError("XUNZHAN_TIANDITU_KEY is needed for the base map tianditu")


def _check_mail(settings: Settings) -> None:
    if settings.smtp_security not in {"starttls", "ssl", "none"}:
        raise SettingsError("XUNZHAN_SMTP_SECURITY is starttls, ssl or none")
    if settings.smtp_host and not _ADDRESS.fullmatch(settings.smtp_from):
        raise SettingsError("XUNZHAN_SMTP_FROM is the sender's address, name@host")
    if settings.smtp_host and not _PUBLIC.fullmatch(settings.public_url):
        raise SettingsError("XUNZHAN_PUBLIC_URL is http(s)://host, for the links in mails")
    if settings.smtp_password and settings.smtp_security == "none":
        raise SettingsError("XUNZHAN_SMTP_PASSWORD is never sent in the clear; use starttls or ssl")


def _check_production(settings: Settings) -> None:
    if len(settings.secret_key) < 32:
        raise SettingsError(
            "XUNZHAN_SECRET_KEY must be set to at least 32 characters in production"
        )
    if settings.demo_now is not None:
        raise SettingsError("XUNZHAN_DEMO_NOW stops the clock of deadlines; production refuses it")


def embedded_secret(home: Path) -> str:
    """Return the installation's own secret, made once and kept in ``home`` readable by its owner."""
    path = home / "secret_key"
    home.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text("ascii")


@cache
def get() -> Settings:
    """Return the process's settings; the environment is read the first time only."""
    return from_env(os.environ)

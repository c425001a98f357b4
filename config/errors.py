"""What can be wrong with configuration.

ConfigError                 anything below; the command line answers exit code 4
├── SettingsError           an environment variable or perennial.toml
├── FieldError              a file under config/fields, or a value that is not of a field's type
├── SourceKindError         a file under config/sources, or an unknown kind
└── LexiconError            a file under config/lexicons
"""


class ConfigError(Exception):
    """Configuration that cannot be used; the message names file, key and what is allowed."""


class SettingsError(ConfigError):
    """Raised by :func:`config.settings.load`."""


class FieldError(ConfigError):
    """Raised by :mod:`config.fields`."""


class SourceKindError(ConfigError):
    """Raised by :mod:`config.sources`."""


class LexiconError(ConfigError):
    """Raised by :mod:`config.lexicons`."""

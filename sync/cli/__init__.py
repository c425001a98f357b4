"""The command line: data on standard output, progress and messages on standard error."""

import sys
import tempfile
import traceback

from config.errors import ConfigError
from crawler.errors import CrawlError, NotConfigured
from sync.cli.app import app
from sync.cli.exits import Exit
from sync.cli.output import complain
from sync.errors import PerennialError


def main() -> None:
    """Run the command line; every failure that a user can cause is one message and an exit code."""
    try:
        app()
    except PerennialError as error:
        complain(str(error))
        sys.exit(error.exit_code)
    except (ConfigError, NotConfigured) as error:
        complain(str(error))
        sys.exit(Exit.NOT_CONFIGURED)
    except CrawlError as error:
        complain(str(error))
        sys.exit(Exit.FAILURE)
    except SystemExit as leaving:
        # Typer has caught Ctrl-C before it could come here.
        if leaving.code == Exit.INTERRUPTED:
            complain("Interrupted. What was finished is stored; run the same command to go on.")
        raise
    except BrokenPipeError:
        # The reader of our output has gone, as with `| head`.
        sys.stderr.close()
        sys.exit(Exit.FAILURE)
    except Exception:
        complain(f"This is a defect of Perennial, not of yours. What happened is written in {_kept_traceback()}")
        sys.exit(Exit.FAILURE)


def _kept_traceback() -> str:
    # A person is never shown a traceback; whoever mends it needs one.
    with tempfile.NamedTemporaryFile("w", prefix="perennial-", suffix=".log", delete=False, encoding="utf-8") as file:
        file.write(f"perennial {' '.join(sys.argv[1:3])}\n{traceback.format_exc()}")
    return file.name

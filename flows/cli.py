"""Define the command line `tapelog`. Heavy modules are imported only by commands that need them."""

from __future__ import annotations

import errno
import sys
from pathlib import Path
from typing import Any

import click

from flows.commands import (
    adopt,
    archive,
    batch,
    bundle,
    clip,
    doctor,
    edit,
    export,
    feed,
    join,
    label,
    manifest,
    models,
    people,
    plan,
    process,
    realign,
    retry,
    schema,
    score,
    search,
    show,
    site,
    status,
    verify,
    watch,
    withhold,
)
from flows.garbage import skip_collection_at_exit
from flows.stopping import interruptible
from transcripts.errors import UserError

UNWRITABLE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES}
"""Error numbers of a full disk, an exhausted quota, or a folder without write permission."""


LONGEST_MESSAGE = 1_000
"""The maximum length of an error message in characters, because it may quote a long text."""


class CommandGroup(click.Group):
    """The group of commands; a UserError becomes one line on stderr and exit status 1."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run the command line and make sure that Ctrl-C ends it within seconds."""
        skip_collection_at_exit()
        with interruptible():
            return super().main(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and convert its failures into messages and exit statuses."""
        try:
            return super().invoke(ctx)
        except UserError as error:
            _fail(str(error), 1)
        except click.NoSuchOption as error:
            named = next((a for a in sys.argv[1:] if a[:1] == "-" and Path(a).is_file()), None)
            if named is None:
                raise
            _fail(f"{error.format_message()} To name the file {named}, write ./{named}", 2)
        except KeyboardInterrupt:
            _fail("stopped", 130)  # exit status in shells: 128 + SIGINT
        except OSError as error:
            if error.errno not in UNWRITABLE:
                raise
            where = f" at {error.filename}" if error.filename else ""
            _fail(f"{error.strerror}{where}: free some space or choose another folder", 1)


def _fail(message: str, status: int) -> None:
    line = " ".join(message.split())
    shown = line if len(line) <= LONGEST_MESSAGE else f"{line[:LONGEST_MESSAGE]} ..."
    click.echo(f"tapelog: {shown}", err=True)
    sys.exit(status)


@click.group(cls=CommandGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tapelog", message="tapelog %(version)s")
def main() -> None:
    """Turn a radio interview on tape into a transcript that says who said what, and when."""


COMMANDS = (
    process.process,
    join.join,
    batch.batch,
    manifest.manifest,
    watch.watch,
    feed.feed,
    status.status,
    plan.plan,
    retry.retry,
    realign.realign,
    adopt.adopt,
    show.show,
    export.export,
    clip.clip,
    verify.verify,
    site.site,
    score.score,
    label.label,
    edit.edit,
    withhold.withhold,
    withhold.release,
    archive.archive,
    people.people,
    search.search,
    schema.schema,
    models.models,
    doctor.doctor,
    bundle.bundle,
)
for command in COMMANDS:
    main.add_command(command)


if __name__ == "__main__":
    main()

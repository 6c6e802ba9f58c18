"""`tapelog edit`: correct transcripts in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.kinds import ARCHIVE, AUTHOR, author_or_me


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, metavar="NAME", help="Listen here.")
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, metavar="N")
@AUTHOR
@click.option("--open", "show", is_flag=True, help="Open the editor in a browser.")
@click.option(
    "--publish",
    type=click.Choice(["at once", "on demand"]),
    default="at once",
    show_default=True,
    help="When edits reach the published files.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A name under which others reach the editor; may be given several times.",
)
@click.option("--password", is_flag=True, help="Set the password of the login, and end.")
@ARCHIVE
def edit(
    archive: Path | None,
    host: str,
    port: int,
    author: str | None,
    show: bool,
    publish: str,
    names: tuple[str, ...],
    password: bool,
) -> None:
    """Correct transcripts in a browser: who speaks, and what was said.

    Only programs on this machine reach the editor, unless --host or --name say otherwise; then a
    login is required: set one with `tapelog edit --password` or TAPELOG_EDIT_TOKEN.
    """
    from archive.storage.files import archive_folder
    from transcripts.extras import require_extra

    require_extra("editor", "`tapelog edit`")
    place = archive_folder(archive)
    if password:
        _set_password(place)
        return
    from archive.catalogue.open import open_catalogue
    from archive.storage.files import check_reachable
    from editor.app import build
    from editor.passwords import read_login
    from editor.serve import serve
    from editor.settings import Settings

    settings = Settings(
        author=author_or_me(author),
        host=host,
        port=port,
        names=tuple(name.lower() for name in names),
        login=read_login(place),
        publish="on demand" if publish == "on demand" else "at once",
    )
    settings.check()
    check_reachable(place)
    with open_catalogue(place) as catalogue:
        serve(build(catalogue, settings), settings, lambda address: _ready(address, show))
    click.echo("stopped; every edit is kept")


def _set_password(archive: Path) -> None:
    from editor.passwords import set_password

    chosen = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    click.echo(f"the password is set; its hash is in {set_password(archive, chosen)}")


def _ready(address: str, show: bool) -> None:
    import webbrowser

    click.echo(f"edit at {address} (Ctrl-C ends)")
    if show:
        webbrowser.open(address)

"""`tapelog edit`: correct transcripts in a browser."""

from __future__ import annotations

from pathlib import Path

import click

from flows.commands.shared import ARCHIVE, AUTHOR, author_or_user


@click.command()
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    metavar="NAME",
    help="The address to listen on.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, metavar="N")
@AUTHOR
@click.option("--open", "show", is_flag=True, help="Open the editor in a browser.")
@click.option(
    "--publish",
    type=click.Choice(["at once", "on demand"]),
    default="at once",
    show_default=True,
    help="When edits are published.",
)
@click.option(
    "--name",
    "names",
    multiple=True,
    metavar="HOST",
    help="A host name of the editor on the network; may be given several times.",
)
@click.option(
    "--no-models",
    is_flag=True,
    help="Compare no voices, measure no times of typed words, and do not listen again.",
)
@click.option("--password", is_flag=True, help="Set the login password and exit.")
@ARCHIVE
def edit(
    archive: Path | None,
    host: str,
    port: int,
    author: str | None,
    show: bool,
    publish: str,
    names: tuple[str, ...],
    no_models: bool,
    password: bool,
) -> None:
    """Correct transcripts in a browser: who speaks, and what was said.

    Without --host or --name, only programs on this machine can reach the editor. With either, a
    login is required: set a password with `tapelog edit --password`, or TAPELOG_EDIT_TOKEN.
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
        author=author_or_user(author),
        host=host,
        port=port,
        allowed_names=tuple(name.lower() for name in names),
        login=read_login(place),
        publish="on demand" if publish == "on demand" else "at once",
        uses_models=not no_models,
    )
    settings.check()
    check_reachable(place)
    with open_catalogue(place) as catalogue:
        serve(
            build(catalogue, settings), settings, lambda address: _announce_address(address, show)
        )
    click.echo("stopped; all edits are saved")


def _set_password(archive: Path) -> None:
    from editor.passwords import set_password

    chosen = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    click.echo(f"the password is set; its hash is in {set_password(archive, chosen)}")


def _announce_address(address: str, show: bool) -> None:
    import webbrowser

    click.echo(f"the editor runs at {address} (Ctrl-C stops it)")
    if show:
        webbrowser.open(address)

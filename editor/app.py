"""The editor as one ASGI application: the JSON API, the audio, the pages, and the middleware."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from anyio import CapacityLimiter
from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.concurrency import run_in_threadpool

from archive.database.connection import Catalogue
from editor import responses
from editor.api import (
    clips,
    edits,
    exports,
    health,
    listening,
    recordings,
    replacements,
    versions,
    voices,
)
from editor.app_state import AppState
from editor.listening import PassageListener
from editor.pages.routes import Static
from editor.pages.routes import router as pages
from editor.publisher import Publisher
from editor.safety import login
from editor.safety.middleware import add_middleware
from editor.settings import Settings
from editor.sound import routes as sound
from editor.voices import VoiceWorker
from editor.word_times import TimesWorker

SILENT: TelemetryConfig = {
    "auto_configure": False,
    "tracing": False,
    "metrics": False,
    "logs": False,
}
"""FastAPI's telemetry is always off, because transcripts are confidential."""


def build(catalogue: Catalogue, settings: Settings) -> FastAPI:
    """Build the application for one catalogue; raises UserError if the settings are unsafe."""
    settings.check()
    publisher = Publisher(catalogue, settings.publish, settings.quiet_seconds)
    voice_worker = VoiceWorker(settings.uses_models)
    times = TimesWorker(catalogue, publisher) if settings.uses_models else None
    listener = PassageListener() if settings.uses_models else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        publisher.start()
        try:
            yield
        finally:
            voice_worker.stop()
            if times is not None:
                times.stop()
            if listener is not None:
                listener.stop()
            await run_in_threadpool(publisher.stop)

    app = FastAPI(
        title="tapelog editor",
        version=version("tapelog"),
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's page would load scripts from another host
        redoc_url=None,
        telemetry=SILENT,
    )
    app.state.editor = AppState(
        catalogue,
        settings,
        publisher,
        CapacityLimiter(1),
        CapacityLimiter(1),
        voice_worker,
        times,
        listener,
    )
    responses.install_error_handlers(app)
    for part in (
        health,
        recordings,
        clips,
        edits,
        exports,
        listening,
        replacements,
        versions,
        sound,
        voices,
    ):
        app.include_router(part.router)
    app.include_router(login.router, include_in_schema=False)
    app.include_router(pages, include_in_schema=False)
    app.mount("/static", Static())
    add_middleware(app, settings, catalogue.archive)
    return app

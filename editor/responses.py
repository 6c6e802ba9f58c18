"""Responses shared by the whole API; every error is one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from archive.catalogue.current import UnknownRecording
from archive.database.connection import Unavailable
from editor.schemas import ErrorMessage, Schema
from transcripts.errors import UserError

_MEANING_BY_STATUS = {
    401: "The request is not authenticated.",
    403: "The request does not come from a page of this editor.",
    404: "There is no such recording, or no such place.",
    405: "The address does not support this method.",
    413: "The request is too large.",
    415: "The request is not JSON.",
    422: "The request is not valid.",
    503: "The database does not answer.",
}


def error_descriptions(*codes: int) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI descriptions of a route's errors, and of those that all routes share."""
    every = sorted({401, 404, 422, 503, *codes})
    return {
        code: {"model": ErrorMessage, "description": _MEANING_BY_STATUS[code]} for code in every
    }


def error_response(
    status: int, error: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return an error response with a message of one sentence."""
    return JSONResponse({"error": error}, status, headers)


def json_response(
    value: Schema, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return a response with a schema object, serialized without validating it again."""
    return Response(value.model_dump_json(), status, headers, "application/json")


def install_error_handlers(app: FastAPI) -> None:
    """Install handlers that turn errors the user can fix into responses."""
    app.exception_handler(UserError)(_respond_to_user_error)
    app.exception_handler(RequestValidationError)(_respond_to_invalid_request)
    app.exception_handler(HTTPException)(_respond_to_http_error)


def _respond_to_user_error(_: Request, error: Exception) -> Response:
    if isinstance(error, Unavailable):  # the message would reveal the database's address
        return error_response(503, "the catalogue does not answer: try again in a moment")
    return error_response(404 if isinstance(error, UnknownRecording) else 422, str(error))


def _respond_to_invalid_request(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return error_response(422, f"{place} is not valid: {first['msg']}")


def _respond_to_http_error(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return error_response(error.status_code, str(error.detail), error.headers)

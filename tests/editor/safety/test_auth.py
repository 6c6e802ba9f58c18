from __future__ import annotations

import stat
from pathlib import Path

import pytest

from editor.passwords import FILE, Login, read_login, set_password
from editor.safety.login_throttle import (
    FREE_ATTEMPTS,
    LONGEST_WAIT_SECONDS,
    LoginThrottle,
    PasswordChecker,
)
from editor.safety.tokens import LASTS_SECONDS, Session, is_token, new_token, seal, unseal
from editor.settings import Settings, is_loopback
from tests.editor.conftest import ID, Editor, Opener
from transcripts.errors import UserError

TOKEN = "a token of more than twenty letters"
PASSWORD = "correct horse"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TAPELOG_EDIT_TOKEN", raising=False)


def come_in(editor: Editor, password: str, **more: str) -> int:
    fields = {"csrf": editor.proof, "author": "Ben", "password": password} | more
    answer = editor.http.post("/login", data=fields, follow_redirects=False)
    editor.location = answer.headers.get("location")  # type: ignore[attr-defined]
    return int(answer.status_code)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"])
def test_a_local_editor_needs_no_login(host: str) -> None:
    assert is_loopback(host)
    Settings(author="Ann", host=host).check()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_a_reachable_editor_requires_a_login(host: str) -> None:
    with pytest.raises(UserError, match="without a login"):
        Settings(author="Ann", host=host).check()
    Settings(author="Ann", host=host, login=Login(b"k")).check()
    with pytest.raises(UserError, match=r"others can reach edit\.example\.org"):
        Settings(author="Ann", allowed_names=("edit.example.org",)).check()


def test_the_password_hash_is_stored_privately(tmp_path: Path) -> None:
    assert read_login(tmp_path) is None
    path = set_password(tmp_path, PASSWORD)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in path.read_text()
    assert "$argon2id$" in path.read_text()
    login = read_login(tmp_path)
    assert login is not None
    assert (login.accepts(PASSWORD), login.accepts("Correct horse"), login.accepts("")) == (
        True,
        False,
        False,
    )
    assert "argon2" not in repr(login)
    set_password(tmp_path, "another one")
    again = read_login(tmp_path)
    assert again is not None
    assert again.key != login.key  # existing sessions end
    assert [p.name for p in tmp_path.iterdir()] == [FILE]
    path.chmod(0o640)
    with pytest.raises(UserError, match="can be read by others"):
        read_login(tmp_path)
    path.chmod(0o600)
    path.write_text("{}")
    with pytest.raises(UserError, match="is damaged"):
        read_login(tmp_path)
    with pytest.raises(UserError, match="too short"):
        set_password(tmp_path, "short")


def test_a_long_token_is_accepted_as_login(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPELOG_EDIT_TOKEN", "short")
    with pytest.raises(UserError, match="too short"):
        read_login(tmp_path)
    monkeypatch.setenv("TAPELOG_EDIT_TOKEN", TOKEN)
    login = read_login(tmp_path)
    assert login is not None
    assert login.accepts(TOKEN)
    assert not login.accepts(TOKEN[:-1])
    assert TOKEN not in repr(login)


def test_sessions_cannot_be_forged_and_expire() -> None:
    text = seal(b"key", Session("Ann", 100.0))
    assert unseal(b"key", text, 99.0) == Session("Ann", 100.0)
    body, _, signature = text.partition(".")
    for forged in ("", ".", text[:-1], body, f"{body}x.{signature}", "é.é", "a.b.c"):
        assert unseal(b"key", forged, 99.0) is None, forged
    assert unseal(b"other", text, 99.0) is None
    assert unseal(b"key", text, 100.0) is None
    assert is_token(b"key", "csrf", new_token(b"key", "csrf"))
    assert not is_token(b"other", "csrf", new_token(b"key", "csrf"))
    assert not is_token(b"key", "csrf", new_token(b"key", "browser"))
    assert not is_token(b"key", "csrf", "\xff.ü")
    assert unseal(b"key", new_token(b"key", "csrf"), 0.0) is None


def test_guessing_passwords_is_slowed_down() -> None:
    now = [0.0]
    attempts = LoginThrottle(lambda: now[0])
    waits = []
    for _ in range(20):
        now[0] += attempts.wait("10.0.0.1")
        attempts.record_attempt("10.0.0.1", is_right=False)
        waits.append(attempts.wait("10.0.0.1"))
    assert waits[: FREE_ATTEMPTS + 2] == [0.0] * (FREE_ATTEMPTS - 1) + [1.0, 2.0, 4.0]
    assert waits[-1] == LONGEST_WAIT_SECONDS
    assert attempts.wait("10.0.0.2") == 0.0
    attempts.record_attempt("10.0.0.1", is_right=True)
    assert attempts.wait("10.0.0.1") == 0.0


def test_requests_without_a_login_are_rejected(opener: Opener, archive: Path) -> None:
    set_password(archive, PASSWORD)
    editor = opener(archive, host="0.0.0.0", login=read_login(archive), client="10.1.1.1")
    for place in ("", f"/{ID}", f"/{ID}/doubts", f"/{ID}/history", f"/{ID}/publish"):
        assert editor.get(place).status_code == 401, place
    for place in (
        f"/recordings/{ID}/audio",
        f"/recordings/{ID}/peaks",
        "/api/openapi.json",
        "/metrics",
    ):
        assert editor.http.get(place).status_code == 401, place
    assert editor.edit(0, "split-turn", at=3).status_code == 401
    page = editor.http.get("/?text=a", headers={"accept": "text/html"}, follow_redirects=False)
    assert (page.status_code, page.headers["location"]) == (303, "/login?next=%2F%3Ftext%3Da")
    form = editor.http.get("/login?next=%22%3E%3Cscript%3E").text
    assert 'type="password"' in form
    assert "<script>" not in form

    assert come_in(editor, "wrong guess") == 401
    assert come_in(editor, PASSWORD, csrf="x") == 403
    assert come_in(editor, PASSWORD, author=" ") == 422
    assert "tapelog-session" not in editor.http.cookies
    assert come_in(editor, PASSWORD, next="//evil.example/") == 303
    assert editor.location == "/"  # type: ignore[attr-defined]
    assert come_in(editor, PASSWORD, next="/recordings/x") == 303
    assert editor.location == "/recordings/x"  # type: ignore[attr-defined]
    assert editor.edit(0, "split-turn", at=3).json()["edit"]["author"] == "Ben"
    assert editor.http.post("/logout", data={"csrf": editor.proof}).status_code == 200
    assert editor.get("").status_code == 401


def test_the_session_cookie_is_hidden_from_scripts(opener: Opener, archive: Path) -> None:
    editor = opener(archive, login=Login(b"k" * 32, token_digest=None, password_hash=None))
    assert come_in(editor, "") == 401
    set_password(archive, PASSWORD)
    editor = opener(archive, login=read_login(archive))
    fields = {"csrf": editor.proof, "author": "Ben", "password": PASSWORD}
    answer = editor.http.post(
        "/login",
        data=fields,
        headers={"origin": "https://127.0.0.1:8765"},
        follow_redirects=False,
    )
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=strict", "path=/", f"max-age={LASTS_SECONDS}", "secure"):
        assert part in cookie, part


def test_wrong_passwords_cause_a_delay(opener: Opener, archive: Path) -> None:
    editor = opener(archive, login=Login(b"k" * 32))
    editor.http.app.state.password_checker = PasswordChecker(lambda: 0.0)  # type: ignore[attr-defined]
    assert [come_in(editor, "guess") for _ in range(FREE_ATTEMPTS + 1)] == [401] * FREE_ATTEMPTS + [
        429
    ]
    assert come_in(editor, "guess", **{f"field{n}": "x" for n in range(30)}) == 403


def test_a_program_authenticates_with_the_token(
    opener: Opener, archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TAPELOG_EDIT_TOKEN", TOKEN)
    editor = opener(archive, login=read_login(archive))
    wish = {"base": 0, "kind": "split-turn", "parameters": {"at": 3}}
    headers = {"authorization": f"Bearer {TOKEN}"}
    place = f"/api/recordings/{ID}/edits"
    assert editor.http.post(place, json=wish, headers=headers).status_code == 201
    headers = {"authorization": f"Bearer {TOKEN}x"}
    assert editor.http.post(place, json=wish, headers=headers).status_code == 401

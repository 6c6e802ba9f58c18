"""List the licences of everything that tapelog uses: its models and its Python packages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement

from audio.checkpoints.models import MODELS
from transcripts.extras import EXTRAS

LONGEST_NAME = 60
"""The maximum length of a licence name in characters: some packages put the full text there."""


@dataclass(frozen=True, slots=True)
class LicenceEntry:
    """A model or package, and the licence that it declares."""

    kind: str
    name: str
    version: str
    licence: str


def licences(package: str = "tapelog") -> tuple[LicenceEntry, ...]:
    """List all models, and every installed package that `package` and its extras depend on."""
    models = tuple(LicenceEntry("model", m.name, "", m.licence) for m in MODELS.values())
    found = sorted(_find_required_packages(distribution(package)).items())
    return models + tuple(
        LicenceEntry("package", name, made.version, find_licence(made)) for name, made in found
    )


def find_licence(package: Distribution) -> str:
    """Return a package's licence: its SPDX expression, trove classifiers, or licence field."""
    about = package.metadata
    if "License-Expression" in about:
        return str(about["License-Expression"])
    classifiers = [
        name.rpartition(" :: ")[2]
        for name in about.get_all("Classifier") or ()
        if name.startswith("License :: ") and name != "License :: OSI Approved"
    ]
    if classifiers:
        return ", ".join(classifiers)
    field = str(about["License"]) if "License" in about else ""
    first = field.strip().partition("\n")[0].strip()
    return first if first and len(first) <= LONGEST_NAME else "not stated; see its files"


def _find_required_packages(package: Distribution) -> dict[str, Distribution]:
    """Find the installed packages that a package and its extras depend on, directly or not."""
    found: dict[str, Distribution] = {}
    waiting = [(package, frozenset(EXTRAS))]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        package_, extras = waiting.pop()
        for needed in _list_requirements(package_, extras):
            name = re.sub(r"[-_.]+", "-", needed.name).lower()
            wanted = (name, frozenset(needed.extras))
            if wanted in seen:
                continue
            seen.add(wanted)
            try:
                found[name] = distribution(name)
            except PackageNotFoundError:
                continue  # not for this platform, or deliberately left out
            waiting.append((found[name], wanted[1]))
    return found


def _list_requirements(package: Distribution, extras: frozenset[str]) -> Iterator[Requirement]:
    for line in package.requires or ():
        needed = Requirement(line)
        environments = [{"extra": extra} for extra in ("", *sorted(extras))]
        if not needed.marker or any(needed.marker.evaluate(each) for each in environments):
            yield needed

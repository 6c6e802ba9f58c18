#!/bin/sh
# Install tapelog into an empty environment of each Python version and run the quick tests there.
# Usage: tests/matrix.sh [VERSION...]; by default 3.11, 3.12 and 3.13. A version that is not installed
# is skipped, and says so.
# MATRIX_PIP has more options for pip, such as the index with torch's CPU builds (else pip may download
# gigabytes of CUDA). MATRIX_WITHOUT_TORCH=1 leaves torch and what needs it out, and tests only the
# packages that load no model.
cd "$(dirname "$0")/.." || exit 2
folder=${MATRIX_FOLDER:-out/matrix}
mkdir -p "$folder"
failed=""

requirements() {  # without torch
  "$1" - <<'PY'
import re, tomllib
project = tomllib.load(open("pyproject.toml", "rb"))["project"]
extras = project["optional-dependencies"]
wanted = project["dependencies"] + [each for extra in extras.values() for each in extra]
heavy = {"tapelog", "torch", "openai-whisper", "pyannote.audio", "faster-whisper"}
print("\n".join(w for w in wanted if re.split(r"[\s<>=!~;\[]", w)[0] not in heavy))
PY
}

for version in ${*:-3.11 3.12 3.13}; do
  python=$(command -v "python$version") && "$python" -c '' 2>/dev/null || {
    echo "Python $version: skipped, not installed"
    continue
  }
  venv=$folder/$version
  rm -rf "$venv"
  "$python" -m venv "$venv"
  install="$venv/bin/pip install --quiet --disable-pip-version-check --constraint requirements.lock ${MATRIX_PIP:-}"
  tests=tests
  what=passed
  if [ -n "${MATRIX_WITHOUT_TORCH:-}" ]; then
    tests="tests/transcripts tests/speakers tests/archive tests/editor"
    what="passed, without torch: transcripts, speakers, archive, editor"
    requirements "$venv/bin/python" > "$folder/$version.txt" &&
      $install --requirement "$folder/$version.txt" &&
      $install --no-deps --editable .
  else
    $install --editable '.[dev]'
  fi
  if [ $? -ne 0 ]; then
    echo "Python $version: the installation failed"
    failed="$failed $version"
    continue
  fi
  # shellcheck disable=SC2086  # several folders
  if "$venv/bin/pytest" $tests -q -p no:cacheprovider -m "not models and not browser and not server and not slow"; then
    echo "Python $version: $what"
  else
    echo "Python $version: failed"
    failed="$failed $version"
  fi
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }

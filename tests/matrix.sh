#!/bin/sh
# Install the wheel into an empty environment of each Python version, as a user would, run
# `tapelog doctor`, and make the first transcript: of the first minute of the example.
# Usage: tests/matrix.sh [VERSION...]; by default 3.11, 3.12 and 3.13. A version that is not
# installed is skipped, and says so. The environments are deleted afterwards.
# MATRIX_PIP has more options for pip, such as `--constraint requirements.lock`, or an index with
# torch's CPU builds (otherwise pip may download gigabytes of CUDA). MATRIX_TESTS=1 also installs the
# extra `dev` and runs the quick tests.
cd "$(dirname "$0")/.." || exit 2
folder=${MATRIX_FOLDER:-out/matrix}
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
failed=""

find_python() {  # on the path, or among pyenv's
  for python in "$(command -v "python$1")" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python; do
    "$python" -c '' 2>/dev/null && echo "$python" && return
  done
}

seconds() { date +%s; }

try() {  # VERSION PYTHON: stops at the first command that fails
  home=$folder/$1
  rm -rf "$home"
  "$2" -m venv "$home/venv" || return
  bin=$home/venv/bin
  began=$(seconds)
  # shellcheck disable=SC2086  # several options
  "$bin/pip" install --quiet --disable-pip-version-check ${MATRIX_PIP:-} "$wheel[editor,server,s3]" || return
  installed=$(seconds)
  head -c 480000 examples/interview.mp3 > "$home/minute.mp3"  # 64 kbit/s
  (
    cd "$home" || exit
    TAPELOG_ARCHIVE=$home/archive TAPELOG_MODELS=$home/models PREFECT_HOME=$home/prefect
    export TAPELOG_ARCHIVE TAPELOG_MODELS PREFECT_HOME
    "$bin/tapelog" doctor && "$bin/tapelog" process minute.mp3 --out transcript &&
      "$bin/tapelog" show transcript
  ) > "$home/log" 2>&1 || { cat "$home/log"; return 1; }
  done=$(seconds)
  sed 's/^/    /' "$home/log"
  echo "Python $1: installed in $((installed - began)) s, first transcript after $((done - installed)) s more," \
    "$(du -sm "$home/venv" | cut -f1) MB"
  [ -z "${MATRIX_TESTS:-}" ] || {
    # shellcheck disable=SC2086
    "$bin/pip" install --quiet --disable-pip-version-check ${MATRIX_PIP:-} "$wheel[dev]" &&
      "$bin/pytest" tests -q -p no:cacheprovider -m "not models and not browser and not server and not slow"
  }
}

rm -f "$folder"/*.whl
python=$(find_python 3.11)
rm -rf build  # of former versions, which setuptools would pack again
${python:-python3} -m pip wheel --quiet --no-deps --wheel-dir "$folder" . || exit 2
rm -rf build
wheel=$(echo "$folder"/tapelog-*.whl)

for version in ${*:-3.11 3.12 3.13}; do
  python=$(find_python "$version")
  [ -n "$python" ] || {
    echo "Python $version: skipped, not installed"
    continue
  }
  try "$version" "$python" || {
    echo "Python $version: failed"
    failed="$failed $version"
  }
  rm -rf "${folder:?}/$version"
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }

#!/bin/sh
# Install tapelog's core into an empty environment of each Python version and run the quick tests there.
# Usage: tests/matrix.sh [VERSION...]; by default 3.11, 3.12 and 3.13. A version that is not installed is
# skipped, and says so. MATRIX_PIP has more options for pip, such as an index of CPU builds of torch.
cd "$(dirname "$0")/.." || exit 2
folder=${MATRIX_FOLDER:-out/matrix}
mkdir -p "$folder"
failed=""
for version in ${*:-3.11 3.12 3.13}; do
  python=$(command -v "python$version") || { echo "Python $version: skipped, not installed"; continue; }
  "$python" -c '' 2>/dev/null || { echo "Python $version: skipped, $python does not run"; continue; }
  venv=$folder/$version
  rm -rf "$venv"
  "$python" -m venv "$venv"
  # shellcheck disable=SC2086  # several options
  if ! "$venv/bin/pip" install --quiet --disable-pip-version-check --constraint requirements.lock \
    ${MATRIX_PIP:-} --editable '.[dev]'; then
    echo "Python $version: the installation failed"
    failed="$failed $version"
    continue
  fi
  "$venv/bin/pytest" -q -p no:cacheprovider -m "not models and not browser and not server and not slow"
  case $? in
    0) echo "Python $version: passed" ;;
    *) echo "Python $version: failed"; failed="$failed $version" ;;
  esac
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }

#!/bin/sh
# Check or test the browser code: tests/javascript/run.sh check, or test. Where there is no node
# this is skipped, and says so: node is a tool of development, nothing that tapelog needs.
set -e
cd "$(dirname "$0")/../.."
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
  echo "JavaScript $1: skipped, no node"
  exit 0
fi
case $1 in
  check)
    [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --silent
    npm run --silent check
    echo "JavaScript check: no errors"
    ;;
  test)
    node --test --test-reporter=dot tests/javascript/*.test.js
    ;;
  *)
    echo "usage: $0 check|test" >&2
    exit 2
    ;;
esac

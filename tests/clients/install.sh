#!/bin/sh
# Installs other people's MCP clients, and the validators of what is written for them, into a folder that git ignores (first argument, default .tools/clients).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-.tools/clients}
mkdir -p "$target"
target=$(cd "$target" && pwd)
stamp="$target/node_modules/.installed"
if ! cmp -s "$here/package-lock.json" "$stamp"; then
    cp "$here/package.json" "$here/package-lock.json" "$target/"
    (cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
    # The package ships its program without the right to run it; its own script sets that, and scripts are off here.
    chmod +x "$target/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    cp "$here/package-lock.json" "$stamp"
fi

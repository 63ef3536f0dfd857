#!/bin/sh
# Installs what people run instead into a folder that git ignores (first argument). What cannot be had is named, and left out.
set -u
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
mkdir -p "$1"
target=$(cd "$1" && pwd)
cp "$here/package.json" "$target/"
(cd "$target" && npm install --no-package-lock --no-audit --no-fund --loglevel=error) || echo "peers: not all from npm could be installed"
"$python" -m venv "$target"
while read -r package; do
    "$target/bin/python" -m pip install --quiet --disable-pip-version-check "$package" || echo "peers: $package could not be installed"
done < "$here/requirements.txt"
# It names no highest version of the MCP SDK, and cannot start with version 2: it gets one that it was written for, by itself.
"$python" -m venv "$target/older-sdk"
"$target/older-sdk/bin/python" -m pip install --quiet --disable-pip-version-check mcp-server-sqlite==2025.4.25 "mcp<2" ||
    echo "peers: mcp-server-sqlite could not be installed"
touch "$target/.ready"

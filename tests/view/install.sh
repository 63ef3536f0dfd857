#!/bin/sh
# Installs what the tests of pages need: the host's side of MCP Apps into a folder that git ignores (first argument, default
# .tools/view), bundled for a browser; and a Chromium, from Debian's packages where this may be done.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=${1:-.tools/view}
mkdir -p "$target"
target=$(cd "$target" && pwd)
stamp="$target/.installed"
if ! cat "$here/package-lock.json" "$here/host.mjs" | cmp -s - "$stamp"; then
    cp "$here/package.json" "$here/package-lock.json" "$here/host.mjs" "$target/"
    (cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error &&
        node_modules/.bin/esbuild host.mjs --bundle --format=iife --outfile=host.js --log-level=warning)
    cat "$here/package-lock.json" "$here/host.mjs" > "$stamp"
fi
if command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    apt-get update -qq > /dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        chromium fonts-dejavu-core fonts-noto-color-emoji > /dev/null
else
    echo "No Chromium: install one (Debian: chromium), or the tests of pages are skipped." >&2
    exit 1
fi

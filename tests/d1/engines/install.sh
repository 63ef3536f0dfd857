#!/bin/sh
# Installs both generations of D1 (workerd, through wrangler) for the tests that compare with the real engine.
# Idempotent: what is there in the pinned version stays. Usage: tests/d1/engines/install.sh [FOLDER]   (default .tools)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
tools=${1:-"$here/../../../.tools"}

for generation in baseline latest; do
  folder="$tools/d1-$generation"
  mkdir -p "$folder"
  if cmp -s "$here/$generation/package-lock.json" "$folder/.installed" && [ -d "$folder/node_modules/miniflare" ]; then
    echo "d1-$generation: already there"
    continue
  fi
  cp "$here/$generation/package.json" "$here/$generation/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$folder/package-lock.json" "$folder/.installed"
  echo "d1-$generation: installed"
done

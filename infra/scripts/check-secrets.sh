#!/usr/bin/env bash
# Looks for secrets in the whole history (gitleaks). What is none, and why: .gitleaks.toml.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"
# shellcheck source=infra/scripts/shell/go-tool.sh
source "${here}/shell/go-tool.sh"

usage() {
  cat <<'TEXT'
Usage: check-secrets.sh

Installs gitleaks with Go into .cache/go-tools and runs it over every commit.

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
go_tool gitleaks github.com/zricethezav/gitleaks/v8 v8.28.0
exec .cache/go-tools/gitleaks git --no-banner --redact --config .gitleaks.toml .

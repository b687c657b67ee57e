#!/usr/bin/env bash
# Brings k6, which the load test runs, to a machine that has Go (docs/loadtests.md).
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"
# shellcheck source=infra/scripts/shell/go-tool.sh
source "${here}/shell/go-tool.sh"

usage() {
  cat <<'TEXT'
Usage: install-k6.sh [--dry-run]

Builds k6 from its module at a pinned version, whose checksum Go holds against sum.golang.org, into .cache/go-tools; in a
workflow that folder is then in the PATH. k6 is a program of its own under the AGPL-3.0: nothing of it is part of Alxderia.

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

Exit codes: 0 done, 1 not, 2 wrong usage.
TEXT
}

case "${1:-}" in
  "") ;;
  --help | -h)
    usage
    exit 0
    ;;
  --dry-run) dry_run=true ;;
  *) fail_usage "$(printf '%q' "$1") is not allowed: use --dry-run or --help" ;;
esac
cd "$(dirname -- "$(dirname -- "${here}")")"
module=go.k6.io/k6/v2
version=v2.2.0
if "${dry_run}"; then
  change go install "${module}@${version}"
  exit 0
fi
command -v go >/dev/null || fail "Go is not installed: install it, or k6 by a package of its own"
# The path ends with the major version; the program that Go builds of it is called k6.
go_tool k6 "${module}" "${version}"
if [[ -n "${GITHUB_PATH:-}" ]]; then
  printf '%s\n' "${PWD}/.cache/go-tools" >>"${GITHUB_PATH}"
else
  say "k6 is in ${PWD}/.cache/go-tools: put that folder into the PATH"
fi

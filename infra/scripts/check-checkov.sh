#!/usr/bin/env bash
# Checkov over Terraform, Dockerfile and workflows, and for secrets. What is not kept, and why: .checkov.yaml.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

VERSION=3.3.30

usage() {
  cat <<'TEXT'
Usage: check-checkov.sh

Installs Checkov from PyPI into .cache/checkov and runs it by .checkov.yaml. No cloud is asked.

Exit codes: 0 nothing found, 1 something, 2 wrong usage.
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
need_program python3 "install Python 3.10 or newer with venv"

cd "$(dirname -- "$(dirname -- "${here}")")"
place=.cache/checkov
if [[ "$("${place}/bin/checkov" --version 2>/dev/null || true)" != "${VERSION}" ]]; then
  python3 -m venv "${place}"
  "${place}/bin/pip" install --quiet --disable-pip-version-check "checkov==${VERSION}"
fi
exec "${place}/bin/checkov" --config-file .checkov.yaml --directory .

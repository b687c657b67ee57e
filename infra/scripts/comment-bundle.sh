#!/usr/bin/env bash
# Puts the sizes of the bundle under a pull request, in one comment that is rewritten by each run.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: comment-bundle.sh <file> [--dry-run]

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  PULL_REQUEST  its number; GH_TOKEN: token that may comment

Exit codes: 0 done, 1 not, 2 wrong usage.
TEXT
}

file=""
for word in "$@"; do
  case "${word}" in
    --help | -h)
      usage
      exit 0
      ;;
    --dry-run) dry_run=true ;;
    -*) fail_usage "$(printf '%q' "${word}") is not allowed: use --dry-run or --help" ;;
    *) file="${word}" ;;
  esac
done
[[ -f "${file}" ]] || fail_usage "give the file that check:bundle-size wrote"
need PULL_REQUEST "the number of the pull request"
need_program gh "install GitHub's command line"

if "${dry_run}" || ! gh pr comment "${PULL_REQUEST}" --edit-last --body-file "${file}" 2>/dev/null; then
  change gh pr comment "${PULL_REQUEST}" --body-file "${file}"
fi

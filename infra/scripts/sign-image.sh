#!/usr/bin/env bash
# Signs an image by its digest, with the identity of the pipeline and no key (Sigstore), and checks the signature.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: IMAGE=registry/name@sha256:… sign-image.sh [--dry-run]

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  GITHUB_REPOSITORY  owner/name, whose pipeline the signature must be of

Exit codes: 0 signed and checked, 1 not, 2 wrong usage.
TEXT
}

for word in "$@"; do
  case "${word}" in
    --help | -h)
      usage
      exit 0
      ;;
    --dry-run) dry_run=true ;;
    *) fail_usage "$(printf '%q' "${word}") is not allowed: use --dry-run or --help" ;;
  esac
done
need IMAGE "registry/name@sha256:…"
need GITHUB_REPOSITORY "owner/name"
[[ "${IMAGE}" == *@sha256:* ]] || fail_usage "IMAGE must be given by its digest: a tag may move between build and signature"
need_program cosign "install cosign"

change cosign sign --yes "${IMAGE}"
change cosign verify --certificate-oidc-issuer https://token.actions.githubusercontent.com \
  --certificate-identity-regexp "^https://github.com/${GITHUB_REPOSITORY}/\.github/workflows/release\.yml@" "${IMAGE}" >/dev/null
say "${IMAGE} is signed"

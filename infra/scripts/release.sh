#!/usr/bin/env bash
# Builds the image of a release and pushes it to GitHub's registry. Writes name and digest to GITHUB_OUTPUT.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"
# shellcheck source=infra/scripts/shell/image.sh
source "${here}/shell/image.sh"

usage() {
  cat <<'TEXT'
Usage: release.sh [--dry-run]

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  GITHUB_REPOSITORY, GITHUB_REF_NAME  what the pipeline sets: owner/name, and the tag v1.2.3
  REGISTRY_USER, REGISTRY_TOKEN       who pushes
  GITHUB_OUTPUT                       file that name and digest of the image are written to

The tag must be the version of package.json. Exit codes: 0 pushed, 1 not, 2 wrong usage.
TEXT
}

parse_words "$@"
need GITHUB_REPOSITORY "owner/name"
need GITHUB_REF_NAME "the tag, such as v1.2.3"
need GITHUB_OUTPUT "the file for name and digest"
need_program docker "install Docker with buildx"

version="$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "$(repository_root)/package.json")"
[[ "${GITHUB_REF_NAME}" == "v${version}" ]] ||
  fail "the tag ${GITHUB_REF_NAME} is not the version of package.json, v${version}"
commit="$(commit_to_build)"
image="ghcr.io/${GITHUB_REPOSITORY,,}"

sign_in() {
  need REGISTRY_USER "who pushes"
  need REGISTRY_TOKEN "the token to push with"
  docker login --username "${REGISTRY_USER}" --password-stdin ghcr.io <<<"${REGISTRY_TOKEN}" >&2
}

change sign_in
folder="$(mktemp -d)"
trap 'rm -rf -- "${folder}"' EXIT
ALXDERIA_BUILD_METADATA="${folder}/metadata.json" build_and_push "${image}:${version}" "${commit}"
if "${dry_run}"; then exit 0; fi
digest="$(sed -n 's/.*"containerimage.digest": "\(sha256:[0-9a-f]*\)".*/\1/p' "${folder}/metadata.json")"
[[ "${digest}" == sha256:* ]] || fail "the registry gave no digest"
printf 'name=%s\ndigest=%s\n' "${image}" "${digest}" >>"${GITHUB_OUTPUT}"
say "${image}:${version} is ${digest}"

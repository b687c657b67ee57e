#!/usr/bin/env bash
# Builds the image of this commit and pushes it to Artifact Registry. Prints the tag, which Terraform wants as image_tag.
set -euo pipefail
# shellcheck source=infra/scripts/shell/say.sh
source "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/shell/say.sh"
# shellcheck source=infra/scripts/shell/image.sh
source "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/shell/image.sh"

usage() {
  cat <<'TEXT'
Usage: GCP_PROJECT_ID=… GCP_REGION=… build-and-push-gcp.sh [--dry-run]

Builds the image of the commit that is checked out, with provenance and SBOM, and pushes it to Artifact Registry under that
commit as its tag. An image that is there already is left alone, so it may be run again. The last line on stdout is the tag.

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  ALXDERIA_IMAGES  repository in Artifact Registry (alxderia)
  ALXDERIA_IMAGE   image inside that repository (alxderia)

Exit codes: 0 the image is in the registry, 1 it is not, 2 wrong usage.
TEXT
}

parse_words "$@"
need GCP_PROJECT_ID "the project of the registry"
need GCP_REGION "the region of the registry, such as europe-west1"
need_program gcloud "install the Google Cloud CLI"
need_program docker "install Docker with buildx"

registry="${GCP_REGION}-docker.pkg.dev"
image="${registry}/${GCP_PROJECT_ID}/${ALXDERIA_IMAGES:-alxderia}/${ALXDERIA_IMAGE:-alxderia}"
tag="$(commit_to_build)"

if gcloud artifacts docker images describe "${image}:${tag}" --project "${GCP_PROJECT_ID}" >/dev/null 2>&1; then
  say "${image}:${tag} is there already"
  printf '%s\n' "${tag}"
  exit 0
fi

if ! { change gcloud auth configure-docker "${registry}" --quiet >&2 && build_and_push "${image}:${tag}" "${tag}"; }; then
  fail "the image did not reach ${image}: docs/runbooks/image-push-failing.md"
fi
printf '%s\n' "${tag}"

#!/usr/bin/env bash
# Builds the image of this commit and pushes it to ECR. Prints the tag, which is what Terraform wants as image_tag.
set -euo pipefail
# shellcheck source=infra/scripts/shell/say.sh
source "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/shell/say.sh"
# shellcheck source=infra/scripts/shell/image.sh
source "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/shell/image.sh"

usage() {
  cat <<'TEXT'
Usage: AWS_ACCOUNT_ID=… AWS_REGION=… build-and-push-aws.sh [--dry-run]

Builds the image of the commit that is checked out, with provenance and SBOM, and pushes it to ECR under that commit as its
tag. An image that is there already is left alone, so it may be run again. The last line on stdout is the tag.

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  ALXDERIA_IMAGES  repository in ECR (alxderia)
  ON_CALL_TOPIC    ARN of the topic that hears of a failed push: one that cannot sign in reaches no alarm otherwise

Exit codes: 0 the image is in the registry, 1 it is not, 2 wrong usage.
TEXT
}

parse_words "$@"
need AWS_ACCOUNT_ID "the number of the account, twelve digits"
need AWS_REGION "the region of the registry, such as eu-west-1"
need_program aws "install the AWS CLI, version 2"
need_program docker "install Docker with buildx"

registry="${AWS_ACCOUNT_ID}.dkr.ecr.${AWS_REGION}.amazonaws.com"
repository="${ALXDERIA_IMAGES:-alxderia}"
tag="$(commit_to_build)"

tell_on_call() {
  [[ -n "${ON_CALL_TOPIC:-}" ]] || return 0
  change aws sns publish --topic-arn "${ON_CALL_TOPIC}" --subject "Image push failing" \
    --message "The image of ${tag} did not reach ${registry}/${repository}. Runbook: docs/runbooks/image-push-failing.md" \
    >/dev/null || say "and on-call could not be told"
}

if aws ecr describe-images --region "${AWS_REGION}" --repository-name "${repository}" \
  --image-ids "imageTag=${tag}" >/dev/null 2>&1; then
  say "${registry}/${repository}:${tag} is there already"
  printf '%s\n' "${tag}"
  exit 0
fi

# The password goes from one program to the other and is never in an argument.
sign_in() {
  aws ecr get-login-password --region "${AWS_REGION}" | docker login --username AWS --password-stdin "${registry}" >&2
}

if ! { change sign_in && build_and_push "${registry}/${repository}:${tag}" "${tag}"; }; then
  tell_on_call
  fail "the image did not reach ${registry}/${repository}: docs/runbooks/image-push-failing.md"
fi
printf '%s\n' "${tag}"

#!/usr/bin/env bash
# Before a deployment: may it go out, and is everything there that it needs? After one: is it healthy?
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: preflight.sh <aws|gcp> <tag>    before a deployment
       preflight.sh --health <url>     after one

Before: the programs are there, the command lines are signed in, the image is in the registry, no objective burns its
budget at a rate that pages somebody, and the error budget lets the change through (`alxderia slo gate`; skipped where neither DATABASE_URL nor
PROMETHEUS_URL is set, and that is said).
After: asks <url>/api/health up to 30 times, every 10 s, until five answers in a row are 200. It changes nothing.

  CHANGE     normal (default) or critical, what the error budget is asked for
  ATTEMPTS, PAUSE_SECONDS  other numbers than 30 and 10
  AWS_REGION, or GCP_PROJECT_ID and GCP_REGION; ALXDERIA_IMAGES and ALXDERIA_IMAGE as in docs/runbooks/names.md

Exit codes: 0 yes, 1 no (each reason is a line), 2 wrong usage.
TEXT
}

IN_A_ROW=5

check_health() {
  local url="${1%/}" attempt row=0 code
  need_program curl "install curl"
  for ((attempt = 1; attempt <= ${ATTEMPTS:-30}; attempt++)); do
    code="$(curl -sS -o /dev/null -w '%{http_code}' --max-time 5 "${url}/api/health" || true)"
    if [[ "${code}" == 200 ]]; then row=$((row + 1)); else row=0; fi
    if [[ "${row}" -ge "${IN_A_ROW}" ]]; then
      say "healthy: ${IN_A_ROW} answers in a row were 200"
      return 0
    fi
    [[ "${code}" == 200 ]] || say "attempt ${attempt}: ${code}"
    sleep "${PAUSE_SECONDS:-10}"
  done
  fail "${url}/api/health was not 200 ${IN_A_ROW} times in a row: docs/runbooks/health-check-failing.md"
}

reasons=()

check_aws() {
  need AWS_REGION "the region of the deployment"
  need_program aws "install the AWS CLI, version 2"
  if ! aws sts get-caller-identity --query Account --output text >/dev/null; then
    reasons+=("aws is not signed in")
    return
  fi
  aws ecr describe-images --region "${AWS_REGION}" --repository-name "${ALXDERIA_IMAGES:-alxderia}" \
    --image-ids "imageTag=$1" >/dev/null 2>&1 || reasons+=("the image $1 is not in ECR: run build-and-push-aws.sh")
}

check_gcp() {
  need GCP_PROJECT_ID "the project of the deployment"
  need GCP_REGION "the region of the deployment"
  need_program gcloud "install the Google Cloud CLI"
  if [[ -z "$(gcloud auth list --filter status:ACTIVE --format 'value(account)')" ]]; then
    reasons+=("gcloud is not signed in")
    return
  fi
  gcloud artifacts docker images describe --project "${GCP_PROJECT_ID}" \
    "${GCP_REGION}-docker.pkg.dev/${GCP_PROJECT_ID}/${ALXDERIA_IMAGES:-alxderia}/${ALXDERIA_IMAGE:-alxderia}:$1" \
    >/dev/null 2>&1 || reasons+=("the image $1 is not in Artifact Registry: run build-and-push-gcp.sh")
}

# What burns already is not made better by a deployment that is no repair.
check_burning() {
  [[ "${CHANGE:-normal}" == normal ]] || return 0
  node "${here}/slo-burns.mjs" "$1" || reasons+=("an objective burns, or that could not be told: see the lines above")
}

check_budget() {
  if [[ -z "${DATABASE_URL:-}" && -z "${PROMETHEUS_URL:-}" ]]; then
    say "the error budget was not asked: neither DATABASE_URL nor PROMETHEUS_URL is set"
    return
  fi
  need_program npm "install Node 20 or newer"
  npm run --silent --prefix "$(dirname -- "$(dirname -- "${here}")")" alxderia -- slo gate --change "${CHANGE:-normal}" >&2 ||
    reasons+=("the error budget does not let a ${CHANGE:-normal} change through")
}

case "${1:-}" in
  --help | -h)
    usage
    exit 0
    ;;
  --health)
    [[ "$#" -eq 2 ]] || fail_usage "--health wants an address"
    check_health "$2"
    exit 0
    ;;
  aws | gcp)
    [[ "$#" -eq 2 ]] || fail_usage "give the tag to deploy: preflight.sh $1 <tag>"
    ;;
  *) fail_usage "give a cloud and a tag, or --health and an address" ;;
esac
need_program terraform "install Terraform 1.11 or newer"
need_program node "install Node 20 or newer"
"check_$1" "$2"
check_burning "$1"
check_budget
if [[ "${#reasons[@]}" -gt 0 ]]; then
  printf '%s\n' "${reasons[@]}" >&2
  exit 1
fi
say "clear to deploy $2"

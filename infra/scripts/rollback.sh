#!/usr/bin/env bash
# Back to an older image (guide 9.9). Google: leads traffic to the revision before. AWS: deploys the older image.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: rollback.sh <aws|gcp> [--to <tag or revision>] [--dry-run]

Without --to it goes to the version before the one that runs: the task definition before (ECS), the image pushed before the
one that runs (App Runner), the revision before (Cloud Run). Migrations stay; there is no way back for the schema, by design.
Afterwards put the older tag into Terraform's image_tag, or the next apply brings the bad one back.

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  AWS_REGION, or GCP_PROJECT_ID and GCP_REGION; ALXDERIA_SERVICE, ALXDERIA_ECS_CLUSTER, ALXDERIA_IMAGES as in
  docs/runbooks/names.md
  ALXDERIA_URL  where the product answers; then health is asked for at the end

Exit codes: 0 the older version serves, 1 it does not, 2 wrong usage.
TEXT
}

cloud=""
wanted=""
while [[ "$#" -gt 0 ]]; do
  case "$1" in
    --help | -h)
      usage
      exit 0
      ;;
    --dry-run) dry_run=true ;;
    --to)
      [[ -n "${2:-}" ]] || fail_usage "--to wants a tag or a revision"
      wanted="$2"
      shift
      ;;
    aws | gcp) cloud="$1" ;;
    *) fail_usage "$(printf '%q' "$1") is not allowed: use aws or gcp, --to, --dry-run or --help" ;;
  esac
  shift
done
[[ -n "${cloud}" ]] || fail_usage "give a cloud: rollback.sh aws, or rollback.sh gcp"
service="${ALXDERIA_SERVICE:-alxderia}"
cluster="${ALXDERIA_ECS_CLUSTER:-alxderia}"

# first_after <line>: the line of stdin that follows this one; nothing when it is the last. Reads to the end, or the
# program before it in the pipe would be killed.
first_after() {
  awk -v now="$1" 'found && !shown { print; shown = 1 } $0 == now { found = 1 }'
}

roll_back_gcp() {
  need GCP_PROJECT_ID "the project of the service"
  need GCP_REGION "the region of the service"
  need_program gcloud "install the Google Cloud CLI"
  if [[ -z "${wanted}" ]]; then
    local now
    now="$(gcloud run services describe "${service}" --project "${GCP_PROJECT_ID}" --region "${GCP_REGION}" \
      --format 'value(status.traffic[0].revisionName)')"
    wanted="$(gcloud run revisions list --service "${service}" --project "${GCP_PROJECT_ID}" --region "${GCP_REGION}" \
      --sort-by '~metadata.creationTimestamp' --format 'value(metadata.name)' | first_after "${now}")"
    [[ -n "${wanted}" ]] || fail "there is no revision before ${now}"
  fi
  change gcloud run services update-traffic "${service}" --project "${GCP_PROJECT_ID}" --region "${GCP_REGION}" \
    --to-revisions "${wanted}=100" >&2
}

roll_back_ecs() {
  local now
  now="$(aws ecs describe-services --region "${AWS_REGION}" --cluster "${cluster}" --services "${service}" \
    --query 'services[0].taskDefinition' --output text)"
  [[ "${now}" == arn:* ]] || fail "there is no service ${service} in ${cluster}, and none of App Runner"
  if [[ -n "${wanted}" ]]; then
    # The newest task definition that runs this image.
    local definition image found=""
    for definition in $(aws ecs list-task-definitions --region "${AWS_REGION}" --family-prefix "${service}" \
      --sort DESC --max-items 20 --query 'taskDefinitionArns[]' --output text); do
      image="$(aws ecs describe-task-definition --region "${AWS_REGION}" --task-definition "${definition}" \
        --query 'taskDefinition.containerDefinitions[0].image' --output text)"
      if [[ "${image}" == *":${wanted}" ]]; then
        found="${definition}"
        break
      fi
    done
    [[ -n "${found}" ]] || fail "no task definition runs ${wanted}"
    wanted="${found}"
  else
    wanted="$(aws ecs list-task-definitions --region "${AWS_REGION}" --family-prefix "${service}" --sort DESC \
      --max-items 20 --query 'taskDefinitionArns[]' --output text | tr '\t' '\n' | first_after "${now}")"
    [[ -n "${wanted}" ]] || fail "there is no task definition before ${now##*/}"
  fi
  change aws ecs update-service --region "${AWS_REGION}" --cluster "${cluster}" --service "${service}" \
    --task-definition "${wanted}" --query service.serviceName --output text >&2
  change aws ecs wait services-stable --region "${AWS_REGION}" --cluster "${cluster}" --services "${service}"
}

# roll_back_app_runner <arn of the service>: it keeps no revisions, so the older image is deployed.
roll_back_app_runner() {
  local folder image repository
  folder="$(mktemp -d)"
  aws apprunner describe-service --region "${AWS_REGION}" --service-arn "$1" --query Service.SourceConfiguration \
    --output json >"${folder}/now.json"
  image="$(sed -n 's/^ *"ImageIdentifier": "\(.*\)",\{0,1\}$/\1/p' "${folder}/now.json")"
  repository="${image%:*}"
  if [[ -z "${wanted}" ]]; then
    wanted="$(aws ecr describe-images --region "${AWS_REGION}" --repository-name "${ALXDERIA_IMAGES:-alxderia}" \
      --query 'reverse(sort_by(imageDetails,&imagePushedAt))[].imageTags[0]' --output text |
      tr '\t' '\n' | first_after "${image##*:}")"
    [[ -n "${wanted}" ]] || fail "there is no image before ${image##*:}"
  fi
  sed "s|${image}|${repository}:${wanted}|" "${folder}/now.json" >"${folder}/wanted.json"
  change aws apprunner update-service --region "${AWS_REGION}" --service-arn "$1" \
    --source-configuration "file://${folder}/wanted.json" --query Service.Status --output text >&2
  rm -r -- "${folder}"
}

if [[ "${cloud}" == gcp ]]; then
  roll_back_gcp
else
  need AWS_REGION "the region of the service"
  need_program aws "install the AWS CLI, version 2"
  arn="$(aws apprunner list-services --region "${AWS_REGION}" --output text \
    --query "ServiceSummaryList[?ServiceName=='${service}'].ServiceArn" 2>/dev/null || true)"
  if [[ "${arn}" == arn:* ]]; then roll_back_app_runner "${arn}"; else roll_back_ecs; fi
fi
if [[ -n "${ALXDERIA_URL:-}" ]] && ! "${dry_run}"; then "${here}/preflight.sh" --health "${ALXDERIA_URL}"; fi
say "rolled back to ${wanted##*/}; put the older tag into image_tag before the next apply"

#!/usr/bin/env bash
# Runs the migrations as a task on Fargate, inside the VPC that reaches the database. Terraform calls it during apply.
set -euo pipefail
# shellcheck source=infra/scripts/shell/say.sh
source "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: migrate-aws.sh [--dry-run]

Starts the migration task, waits until it has ended, and shows its log when it failed: the message there names the file.
Safe to run again: what is applied already is not applied twice.

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  AWS_REGION               region of the cluster
  ALXDERIA_ECS_CLUSTER     cluster (alxderia)
  ALXDERIA_MIGRATION_TASK  task definition (alxderia-migration)
  ALXDERIA_SUBNETS         private subnets, separated by commas
  ALXDERIA_SECURITY_GROUP  security group that the database lets in
  ALXDERIA_MIGRATION_LOGS  log group (/ecs/alxderia-migration)
  LOGIN_VERIFIER           gives the product's login this password too; rotate-secret.sh sets it

Exit codes: 0 done, 1 a migration failed, 2 wrong usage.
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
need AWS_REGION "the region of the cluster, such as eu-west-1"
need ALXDERIA_SUBNETS "the private subnets, separated by commas"
need ALXDERIA_SECURITY_GROUP "the security group that the database lets in"
need_program aws "install the AWS CLI, version 2"

cluster="${ALXDERIA_ECS_CLUSTER:-alxderia}"
logs="${ALXDERIA_MIGRATION_LOGS:-/ecs/alxderia-migration}"
overrides='{"containerOverrides":[]}'
if [[ -n "${LOGIN_VERIFIER:-}" ]]; then
  overrides="{\"containerOverrides\":[{\"name\":\"migration\",\"environment\":[{\"name\":\"LOGIN_VERIFIER\",\"value\":\"${LOGIN_VERIFIER}\"}]}]}"
fi
start=(aws ecs run-task --region "${AWS_REGION}" --cluster "${cluster}" --launch-type FARGATE --count 1
  --task-definition "${ALXDERIA_MIGRATION_TASK:-alxderia-migration}"
  --network-configuration "awsvpcConfiguration={subnets=[${ALXDERIA_SUBNETS}],securityGroups=[${ALXDERIA_SECURITY_GROUP}],assignPublicIp=DISABLED}"
  --overrides "${overrides}" --query 'tasks[0].taskArn' --output text)

if "${dry_run}"; then
  change "${start[@]}"
  exit 0
fi

task="$("${start[@]}")"
[[ "${task}" == arn:* ]] || fail "the migration task did not start: $(printf '%q' "${task}")"
say "migration runs as ${task##*/}"

# The waiter gives up after ten minutes; a migration may take longer.
attempts=0
until aws ecs wait tasks-stopped --region "${AWS_REGION}" --cluster "${cluster}" --tasks "${task}"; do
  attempts=$((attempts + 1))
  [[ "${attempts}" -lt 6 ]] || fail "the migration still runs after an hour: docs/runbooks/schema-migration-failure.md"
done

outcome="$(aws ecs describe-tasks --region "${AWS_REGION}" --cluster "${cluster}" --tasks "${task}" \
  --query 'tasks[0].[containers[0].exitCode,stoppedReason]' --output text)"
read -r code reason <<<"${outcome}"
aws logs get-log-events --region "${AWS_REGION}" --log-group-name "${logs}" \
  --log-stream-name "migration/migration/${task##*/}" --limit 50 --query 'events[].message' --output text >&2 ||
  say "its log is not there"
[[ "${code}" == 0 ]] || fail "the migration failed (exit code ${code}; ${reason}); the lines above name the file: docs/runbooks/schema-migration-failure.md"
say "migrated"

#!/usr/bin/env bash
# Runs the migrations as a Cloud Run job, inside the network that reaches the database. Terraform calls it during apply.
set -euo pipefail
# shellcheck source=infra/scripts/shell/say.sh
source "$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: migrate-gcp.sh [--dry-run]

Executes the migration job, waits until it has ended, and shows its log when it failed: the message there names the file.
Safe to run again: what is applied already is not applied twice.

  --dry-run  says what it would run, and changes nothing
  --help     shows this text

  GCP_PROJECT_ID          project of the job
  GCP_REGION              region of the job
  ALXDERIA_MIGRATION_JOB  job (alxderia-migration)
  LOGIN_VERIFIER          gives the product's login this password too; rotate-secret.sh sets it

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
need GCP_PROJECT_ID "the project of the job"
need GCP_REGION "the region of the job, such as europe-west1"
need_program gcloud "install the Google Cloud CLI"

job="${ALXDERIA_MIGRATION_JOB:-alxderia-migration}"
environment=()
# A verifier holds neither commas nor carets, so another separator is not needed.
[[ -z "${LOGIN_VERIFIER:-}" ]] || environment=(--update-env-vars "LOGIN_VERIFIER=${LOGIN_VERIFIER}")

if ! change gcloud run jobs execute "${job}" --project "${GCP_PROJECT_ID}" --region "${GCP_REGION}" --wait \
  "${environment[@]}" >&2; then
  gcloud logging read "resource.type=cloud_run_job AND resource.labels.job_name=${job}" --project "${GCP_PROJECT_ID}" \
    --freshness 1h --limit 50 --order asc --format 'value(textPayload,jsonPayload.message)' >&2 || say "its log is not there"
  fail "the migration failed; the lines above name the file: docs/runbooks/schema-migration-failure.md"
fi
"${dry_run}" || say "migrated"

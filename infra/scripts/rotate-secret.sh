#!/usr/bin/env bash
# Gives one of the product's secrets a new value, then the instances where they read it at their start, then the health
# check. A password goes into the secret first and into the database second: an instance that meets a refusal of the new
# one goes on with the one before (docs/secrets.md), and a database that does not take it leaves everything as it was. The
# guide (9.7) has it the other way round, and then new connections fail until the secret follows.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: rotate-secret.sh <aws|gcp> <secret> [--if-empty] [--no-restart] [--dry-run]

  database             new password of alxderia_app: put into the secret, then set in PostgreSQL by the migration task; the
                       secret goes back to the old one when that fails. No restart: instances fetch it
  session              new key of the session cookies: everybody is signed out
  history-signing-key  a key that seals the history, with --if-empty only: docs/history.md tells how to change it
  oidc-client-secret   reads the client's new secret from stdin. No restart: instances fetch it
  llm-api-key          reads the new key from stdin. No restart: instances fetch it

  --if-empty   does nothing when the secret has a value; and restarts nothing. Terraform calls it so at the first apply
  --no-restart leaves the instances alone: they take the new value at their next start
  --dry-run    says what it would run, and changes nothing
  --help       shows this text

  AWS_REGION, or GCP_PROJECT_ID and GCP_REGION; for database what migrate-aws.sh or migrate-gcp.sh want too, and
  ALXDERIA_DATABASE_HOST and ALXDERIA_DATABASE_NAME
  ALXDERIA_DATABASE_SECRET, ALXDERIA_SESSION_SECRET, ALXDERIA_HISTORY_SECRET, ALXDERIA_OIDC_SECRET, ALXDERIA_LLM_SECRET,
  ALXDERIA_SERVICE, ALXDERIA_ECS_CLUSTER as in docs/runbooks/names.md
  ALXDERIA_URL  where the product answers; then health is asked for at the end

No value is ever an argument or a line of output. Exit codes: 0 done, 1 not, 2 wrong usage.
TEXT
}

if_empty=false
restart=true
words=()
for word in "$@"; do
  case "${word}" in
    --help | -h)
      usage
      exit 0
      ;;
    --if-empty) if_empty=true ;;
    --no-restart) restart=false ;;
    --dry-run) dry_run=true ;;
    -*) fail_usage "$(printf '%q' "${word}") is not allowed" ;;
    *) words+=("${word}") ;;
  esac
done
[[ "${#words[@]}" -eq 2 ]] || fail_usage "give a cloud and a secret, such as: rotate-secret.sh aws database"
cloud="${words[0]}"
secret="${words[1]}"

case "${secret}" in
  database) name="${ALXDERIA_DATABASE_SECRET:-alxderia-database}" ;;
  session) name="${ALXDERIA_SESSION_SECRET:-alxderia-session}" ;;
  history-signing-key)
    name="${ALXDERIA_HISTORY_SECRET:-alxderia-history-signing-key}"
    "${if_empty}" || fail_usage "history-signing-key is only made with --if-empty: seals of the old key would not be believed (docs/history.md)"
    ;;
  oidc-client-secret) name="${ALXDERIA_OIDC_SECRET:-alxderia-oidc-client-secret}" ;;
  llm-api-key) name="${ALXDERIA_LLM_SECRET:-alxderia-llm-api-key}" ;;
  *) fail_usage "$(printf '%q' "${secret}") is no secret: --help lists them" ;;
esac
case "${cloud}" in
  aws)
    need AWS_REGION "the region of the secret"
    need_program aws "install the AWS CLI, version 2"
    ;;
  gcp)
    need GCP_PROJECT_ID "the project of the secret"
    need GCP_REGION "the region of the service"
    need_program gcloud "install the Google Cloud CLI"
    ;;
  *) fail_usage "$(printf '%q' "${cloud}") is no cloud: use aws or gcp" ;;
esac
need_program node "install Node 20 or newer"
service="${ALXDERIA_SERVICE:-alxderia}"

has_value() {
  if [[ "${cloud}" == aws ]]; then
    aws secretsmanager describe-secret --region "${AWS_REGION}" --secret-id "${name}" \
      --query 'VersionIdsToStages' --output text 2>/dev/null | grep -q AWSCURRENT
  else
    [[ -n "$(gcloud secrets versions list "${name}" --project "${GCP_PROJECT_ID}" --filter 'state=ENABLED' --limit 1 --format 'value(name)')" ]]
  fi
}

# put <file>: the file is readable by this user only, and gone when the script ends.
put() {
  if [[ "${cloud}" == aws ]]; then
    change aws secretsmanager put-secret-value --region "${AWS_REGION}" --secret-id "${name}" \
      --secret-string "file://$1" --query VersionId --output text >&2
  else
    change gcloud secrets versions add "${name}" --project "${GCP_PROJECT_ID}" --data-file "$1" >&2
  fi
}

current_version() {
  aws secretsmanager list-secret-version-ids --region "${AWS_REGION}" --secret-id "${name}" --output text \
    --query "Versions[?contains(VersionStages, 'AWSCURRENT')].VersionId | [0]"
}

# What the secret holds now, to be put back: the version on AWS, a file with the value on Google.
remember() {
  if [[ "${cloud}" == aws ]]; then
    current_version >"${folder}/before"
  else
    gcloud secrets versions access latest --secret "${name}" --project "${GCP_PROJECT_ID}" >"${folder}/before"
  fi
}

put_back() {
  if [[ "${cloud}" == gcp ]]; then
    put "${folder}/before"
    return
  fi
  change aws secretsmanager update-secret-version-stage --region "${AWS_REGION}" --secret-id "${name}" \
    --version-stage AWSCURRENT --move-to-version-id "$(cat "${folder}/before")" \
    --remove-from-version-id "$(current_version)" --output text >&2
}

# The migration task sets the password; the verifier alone reaches it.
set_in_database() {
  LOGIN_VERIFIER="$(cat "${folder}/verifier")"
  export LOGIN_VERIFIER
  if "${dry_run}"; then
    "${here}/migrate-${cloud}.sh" --dry-run
  else
    "${here}/migrate-${cloud}.sh"
  fi
}

restart_instances() {
  if [[ "${cloud}" == gcp ]]; then
    change gcloud run services update "${service}" --project "${GCP_PROJECT_ID}" --region "${GCP_REGION}" \
      --revision-suffix "restart-$(date +%s)" >&2
    return
  fi
  local arn
  arn="$(aws apprunner list-services --region "${AWS_REGION}" --output text \
    --query "ServiceSummaryList[?ServiceName=='${service}'].ServiceArn" 2>/dev/null || true)"
  if [[ "${arn}" == arn:* ]]; then
    change aws apprunner start-deployment --region "${AWS_REGION}" --service-arn "${arn}" >&2
  else
    change aws ecs update-service --region "${AWS_REGION}" --cluster "${ALXDERIA_ECS_CLUSTER:-alxderia}" \
      --service "${service}" --force-new-deployment --query service.serviceName --output text >&2
    change aws ecs wait services-stable --region "${AWS_REGION}" --cluster "${ALXDERIA_ECS_CLUSTER:-alxderia}" \
      --services "${service}"
  fi
}

if "${if_empty}"; then
  restart=false
  if has_value; then
    say "${name} has a value; nothing to do"
    exit 0
  fi
fi

umask 077
folder="$(mktemp -d)"
trap 'rm -rf -- "${folder}"' EXIT
case "${secret}" in
  database)
    need ALXDERIA_DATABASE_HOST "the host of the database"
    ALXDERIA_DATABASE_FORMAT="${cloud}" node "${here}/make-login.mjs" "${folder}"
    ;;
  session) node -e 'process.stdout.write(require("node:crypto").randomBytes(48).toString("base64url"))' >"${folder}/value" ;;
  history-signing-key)
    node -e 'process.stdout.write(require("node:crypto").generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }))' >"${folder}/value"
    ;;
  oidc-client-secret | llm-api-key)
    restart=false
    tr -d '\n' >"${folder}/value"
    [[ -s "${folder}/value" ]] || fail_usage "the value did not come on stdin"
    ;;
esac
if [[ "${secret}" != database ]]; then
  put "${folder}/value" || fail "the new value did not get into ${name}"
elif "${if_empty}"; then
  # Nothing runs yet, and a secret that is still empty says that this is to be done again.
  set_in_database
  put "${folder}/value" || fail "the password did not get into ${name}; run this again"
else
  restart=false
  remember || fail "${name} cannot be read; nothing was changed"
  put "${folder}/value" || fail "the new value did not get into ${name}; nothing was changed"
  if ! set_in_database; then
    put_back || fail "the database has the old password and ${name} the new one: put it back (docs/runbooks/secret-rotation.md)"
    fail "the database did not take the new password; ${name} has the old one again"
  fi
fi
if "${restart}"; then restart_instances; fi
if [[ -n "${ALXDERIA_URL:-}" ]] && ! "${if_empty}" && ! "${dry_run}"; then
  "${here}/preflight.sh" --health "${ALXDERIA_URL}"
fi
say "${name} has a new value"

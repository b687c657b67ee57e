#!/usr/bin/env bash
# One deployment to one cloud: budget first, then Terraform (which migrates before it touches the service), then health;
# and back to the version before when health or the error budget says so.
set -euo pipefail
here="$(dirname -- "$(realpath -- "${BASH_SOURCE[0]}")")"
# shellcheck source=infra/scripts/shell/say.sh
source "${here}/shell/say.sh"

usage() {
  cat <<'TEXT'
Usage: deploy.sh <aws|gcp> <tag> [--dry-run]

  1. preflight.sh: programs, sign-in, image, alarms, error budget
  2. terraform init and apply in infra/deploy/<cloud>; migrations run first, and a failing one stops everything
  3. preflight.sh --health, and for WATCH_MINUTES the burn rates of the objectives and health, every minute
  4. rollback.sh when 3 says no; the deployment has failed then

  --dry-run  plans, and changes nothing
  --help     shows this text

  What preflight.sh and rollback.sh want, and the variables of infra/deploy/<cloud> as TF_VAR_…, or in terraform.tfvars;
  backend.hcl in the same folder, or BACKEND with its content. WATCH_MINUTES: 15.

Exit codes: 0 deployed, 1 not (rolled back where it had begun), 2 wrong usage.
TEXT
}

words=()
for word in "$@"; do
  case "${word}" in
    --help | -h)
      usage
      exit 0
      ;;
    --dry-run) dry_run=true ;;
    -*) fail_usage "$(printf '%q' "${word}") is not allowed: use --dry-run or --help" ;;
    *) words+=("${word}") ;;
  esac
done
[[ "${#words[@]}" -eq 2 ]] || fail_usage "give a cloud and a tag, such as: deploy.sh aws 0123456"
cloud="${words[0]}"
tag="${words[1]}"
[[ "${cloud}" == aws || "${cloud}" == gcp ]] || fail_usage "$(printf '%q' "${cloud}") is no cloud: use aws or gcp"
folder="$(dirname -- "${here}")/deploy/${cloud}"

"${here}/preflight.sh" "${cloud}" "${tag}"

if [[ -n "${BACKEND:-}" ]]; then printf '%s\n' "${BACKEND}" >"${folder}/backend.hcl"; fi
[[ -f "${folder}/backend.hcl" ]] || fail_usage "backend.hcl is not in ${folder}: infra/README.md, \"State\""
if [[ "${cloud}" == gcp ]]; then
  # Used at the first apply, and when its version changes; nobody needs to know it.
  TF_VAR_owner_password="$(node -e 'process.stdout.write(require("node:crypto").randomBytes(32).toString("base64url"))')"
  export TF_VAR_owner_password TF_VAR_project="${GCP_PROJECT_ID}" TF_VAR_region="${GCP_REGION}"
else
  export TF_VAR_region="${AWS_REGION}"
fi
export TF_VAR_image_tag="${tag}" TF_IN_AUTOMATION=1

terraform -chdir="${folder}" init -input=false -backend-config=backend.hcl >&2
if "${dry_run}"; then
  terraform -chdir="${folder}" plan -input=false -lock-timeout=5m >&2
  exit 0
fi
terraform -chdir="${folder}" apply -input=false -auto-approve -lock-timeout=5m >&2 ||
  fail "terraform did not apply; what ran before still runs. If a migration failed, its log is above"
ALXDERIA_URL="$(terraform -chdir="${folder}" output -raw url)"
export ALXDERIA_URL

go_back() {
  say "$1; going back"
  ALXDERIA_URL="" "${here}/rollback.sh" "${cloud}" || say "and the way back failed: docs/runbooks/rollback.md"
  fail "${tag} was deployed and taken back: $1"
}

"${here}/preflight.sh" --health "${ALXDERIA_URL}" || go_back "it does not get healthy"

for ((minute = 1; minute <= ${WATCH_MINUTES:-15}; minute++)); do
  sleep "${PAUSE_SECONDS:-60}"
  node "${here}/slo-burns.mjs" "${cloud}" || go_back "an objective burns"
  [[ "$(curl -sS -o /dev/null -w '%{http_code}' --max-time 5 "${ALXDERIA_URL}/api/health" || true)" == 200 ]] ||
    ATTEMPTS="${ATTEMPTS:-12}" "${here}/preflight.sh" --health "${ALXDERIA_URL}" || go_back "it is no longer healthy"
done
say "${tag} is deployed"

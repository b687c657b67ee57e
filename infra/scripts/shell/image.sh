# shellcheck shell=bash
# How an image is built, the same for each registry. Sourced, never run.

# parse_words <word…>: what both scripts take.
# shellcheck disable=SC2034 # dry_run is read by say.sh
parse_words() {
  local word
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
}

# Prints the commit to build. Uncommitted changes would be in the image and in no history.
commit_to_build() {
  local root
  root="$(repository_root)"
  if [[ -n "$(git -C "${root}" status --porcelain)" ]]; then
    fail "there are uncommitted changes: commit them first, since the tag is the commit"
  fi
  git -C "${root}" rev-parse HEAD
}

repository_root() {
  git -C "$(dirname -- "${BASH_SOURCE[0]}")" rev-parse --show-toplevel
}

# build_and_push <image with tag> <commit>: times come from the commit, so that the same commit gives the same layers.
build_and_push() {
  local root seconds created version
  root="$(repository_root)"
  seconds="$(git -C "${root}" log -1 --format=%ct "$2")"
  created="$(git -C "${root}" log -1 --format=%cI "$2")"
  version="$(sed -n 's/^  "version": "\(.*\)",$/\1/p' "${root}/package.json")"
  change docker buildx build "${root}" \
    --tag "$1" \
    --build-arg "REVISION=$2" --build-arg "CREATED=${created}" --build-arg "VERSION=${version}" \
    --build-arg "SOURCE_DATE_EPOCH=${seconds}" \
    --provenance mode=max --sbom true \
    --metadata-file "${ALXDERIA_BUILD_METADATA:-/dev/null}" \
    --output "type=image,push=true,rewrite-timestamp=true" >&2
}

# shellcheck shell=bash
# What every script here says and how it fails. Sourced, never run.


say() { printf '%s\n' "$*" >&2; }

fail() {
  say "${0##*/}: $*"
  exit 1
}

fail_usage() {
  say "${0##*/}: $*"
  say "Run it with --help for what is allowed."
  exit 2
}

# need <variable> <what it is>: ends with 2 when the variable is not set.
need() {
  [[ -n "${!1:-}" ]] || fail_usage "$1 is not set: $2"
}

need_program() {
  command -v "$1" >/dev/null || fail_usage "$1 is not in PATH: $2"
}

# Whether commands that change something are only shown.
dry_run=false

# change <command…>: runs a command that changes something, or shows it with --dry-run.
change() {
  if "${dry_run}"; then
    printf 'would run:' >&2
    printf ' %q' "$@" >&2
    printf '\n' >&2
  else
    "$@"
  fi
}

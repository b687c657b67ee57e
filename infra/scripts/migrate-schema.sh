#!/usr/bin/env bash
# Brings the schema of the database in DATABASE_URL up to date: what `alxderia migrate` does, for operators and pipelines.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: DATABASE_URL=postgres://user:password@host:5432/db migrate-schema.sh [--dry-run] [--json]

Applies the migrations that the database does not have yet, each in its own transaction. Safe to run again, and from
two places at once: the second one waits and then finds nothing to do. Works from any directory.

  --dry-run  lists the migrations that would be applied, in order, and changes nothing
  --json     prints JSON
  --help     shows this text

The user of DATABASE_URL owns the database and may create roles; it need not be a superuser.

Exit codes: 0 done, 1 a migration failed or was refused (the message names the file), 2 wrong usage, 3 the database is
not there.
TEXT
}

fail_usage() {
  printf 'migrate-schema.sh: %s\n' "$1" >&2
  printf 'Run it with --help for what is allowed.\n' >&2
  exit 2
}

for argument in "$@"; do
  case "${argument}" in
    --help | -h)
      usage
      exit 0
      ;;
    --dry-run | --json) ;;
    *) fail_usage "$(printf '%q' "${argument}") is not allowed: use --dry-run, --json or --help" ;;
  esac
done

if [[ -z "${DATABASE_URL:-}" ]]; then
  fail_usage "DATABASE_URL is not set: give the connection string of the database's owner, postgres://user:password@host:5432/db"
fi
if ! command -v npm >/dev/null; then
  fail_usage "npm is not in PATH: install Node.js 20 or newer"
fi

# A symbolic link to this file may stand anywhere.
script="$(realpath -- "${BASH_SOURCE[0]}")"
root="$(dirname -- "$(dirname -- "$(dirname -- "${script}")")")"
exec npm run --silent --prefix "${root}" alxderia -- migrate "$@"

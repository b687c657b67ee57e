# shellcheck shell=bash
# Programs that are built from Go modules at a pinned version. Sourced, never run.

# go_tool <name> <module path> <version>: builds it into .cache/go-tools unless that version is there.
# Ends the script with 77, which .ci/run counts as skipped, where Go is not installed.
go_tool() {
  local mark=".cache/go-tools/$1-$3"
  if ! command -v go >/dev/null; then
    say "Go is not installed; nothing was checked"
    exit 77
  fi
  [[ -f "${mark}" ]] && return
  GOBIN="${PWD}/.cache/go-tools" go install "$2@$3"
  touch "${mark}"
}

#!/bin/bash
# Packs what a machine without network needs to compute with libtorch on its card: the jars, the
# experiments and, where asked, the folder of a data set; in parts, with a list of checksums. Then, over there:
# `bring-offline.sh join PARTS TARGET`. See docs/offline-gpu.md.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
usage: scripts/bring-offline.sh pack OUT [--profiles libtorch-gpu] [--data SET] [--part 60M]
       scripts/bring-offline.sh join PARTS TARGET
TEXT
  exit 2
}

pack() {
  [[ $# -ge 1 ]] || usage
  local out=$1 profiles=libtorch-gpu data='' part=60M
  shift
  while [[ $# -gt 0 ]]; do
    [[ $# -ge 2 ]] || usage
    case $1 in
      --profiles) profiles=$2 ;;
      --data) data=$2 ;;
      --part) part=$2 ;;
      *) usage ;;
    esac
    shift 2
  done
  [[ ! -e $out ]] || { echo "bring-offline: $out is there already" >&2; exit 2; }
  local home stage
  home=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
  LETHE_PROFILES=$profiles "$home/lethe" --version >/dev/null
  stage=$(mktemp -d)
  # shellcheck disable=SC2064  # the folder of now
  trap "rm -rf '$stage'" EXIT
  mkdir -p "$stage/lethe/jars" "$out"
  # Numbered, since the order of a class path is a part of it. Its last line has no end.
  local number=100
  while IFS= read -r jar || [[ -n $jar ]]; do
    cp "$jar" "$stage/lethe/jars/$number-$(basename "$jar")"
    number=$((number + 1))
  done < <(echo "$home/target/lethe.jar"; tr ':' '\n' <"$home/target/classpath.txt")
  cp -r "$home/experiments" "$stage/lethe/"
  if [[ -n $data ]]; then
    mkdir "$stage/lethe/data"
    cp -r "$data" "$stage/lethe/data/"
  fi
  # A run-time image, so that no Java need be there: all modules but those that are being tried out.
  local bin=${JAVA_HOME:+$JAVA_HOME/bin/} modules
  modules=$("${bin}java" --list-modules | sed 's/@.*//' | grep -v incubator | paste -s -d , -)
  "${bin}jlink" --add-modules "$modules" --strip-debug --no-man-pages \
    --no-header-files --output "$stage/lethe/java"
  cat >"$stage/lethe/lethe" <<'LAUNCHER'
#!/bin/sh
# Lethe with its own Java, as packed.
home=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
[ ! -d "$home/data" ] || export LETHE_DATA="${LETHE_DATA:-$home/data}"
class_path=$(printf '%s:' "$home"/jars/*.jar)
# As the launcher of the repository: libtorch keeps its memory between steps.
export MALLOC_ARENA_MAX="${MALLOC_ARENA_MAX:-1}"
export MALLOC_MMAP_THRESHOLD_="${MALLOC_MMAP_THRESHOLD_:-8589934592}"
export MALLOC_TRIM_THRESHOLD_="${MALLOC_TRIM_THRESHOLD_:-17179869184}"
export MALLOC_TOP_PAD_="${MALLOC_TOP_PAD_:-67108864}"
optimise="-XX:Tier4InvocationThreshold=100000 -XX:Tier4CompileThreshold=300000
  -XX:Tier4BackEdgeThreshold=800000 -XX:MetaspaceSize=128m"
# shellcheck disable=SC2086  # options are split at blanks
exec "$home/java/bin/java" -Xmx4g -XX:+UseParallelGC $optimise -Djava.awt.headless=true -Dfile.encoding=UTF-8 \
  -Dsun.stdout.encoding=UTF-8 -Dsun.stderr.encoding=UTF-8 ${LETHE_JAVA_OPTS:-} -cp "${class_path%:}" org.lethe.cli.Lethe "$@"
LAUNCHER
  chmod +x "$stage/lethe/lethe"
  tar -C "$stage" -czf - lethe | split -b "$part" -d -a 3 - "$out/lethe.tar.gz.part"
  (cd "$out" && sha256sum lethe.tar.gz.part* >SHA256SUMS)
  echo "bring-offline: $(find "$out" -name 'lethe.tar.gz.part*' | wc -l) part(s) in $out"
}

join() {
  [[ $# -eq 2 ]] || usage
  local parts target
  parts=$(cd "$1" && pwd -P)
  target=$2
  (cd "$parts" && sha256sum --check --quiet SHA256SUMS) ||
    { echo "bring-offline: a part of $parts is damaged or missing; bring it again" >&2; exit 2; }
  mkdir -p "$target"
  cat "$parts"/lethe.tar.gz.part* | tar -C "$target" -xzf -
  echo "bring-offline: $target/lethe/lethe doctor"
}

case ${1:-} in
  pack) shift; pack "$@" ;;
  join) shift; join "$@" ;;
  *) usage ;;
esac

#!/bin/bash
# Checks docker/Dockerfile on a Debian machine without a Docker engine, as root (10 minutes):
# builds it unmodified on a base made by debootstrap under the name that it uses, then runs it as
# nobody, without network, on a read-only root: a batch is stopped in the middle and goes on.
#
#   docker/check.sh FOLDER      FOLDER keeps the base and gets what is built, about 4 GB
#
# Needs apt-get install buildah debootstrap. Maven's repository of this machine is used, and must hold what the build needs.
set -euo pipefail
(($# == 1)) || { echo "usage: docker/check.sh FOLDER" >&2; exit 64; }
cd "$(dirname "${BASH_SOURCE[0]}")/.."
folder=$(realpath -m "$1")
mkdir -p "$folder"/{storage,run,work,cache}
buildah=(buildah --storage-driver vfs --root "$folder/storage" --runroot "$folder/run")
base=docker.io/library/debian:bookworm-slim

say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"; }

if [[ ! -f $folder/base.tar ]]; then
  say "base: debootstrap"
  debootstrap --variant=minbase bookworm "$folder/rootfs" >"$folder/debootstrap.log"
  # How this machine reaches packages; not part of what is checked.
  rm -f "$folder/rootfs/etc/apt/sources.list"
  cp -r /etc/apt/apt.conf.d /etc/apt/sources.list* "$folder/rootfs/etc/apt/"
  tar -C "$folder/rootfs" -cf "$folder/base.tar" .
fi
if ! "${buildah[@]}" images -q "$base" >/dev/null 2>&1; then
  say "base: image $base"
  printf 'FROM scratch\nADD base.tar /\n' >"$folder/Basefile"
  "${buildah[@]}" bud -q --isolation chroot -f "$folder/Basefile" -t "$base" "$folder" >/dev/null
fi

say "build: docker/Dockerfile as it is"
"${buildah[@]}" bud -q --isolation chroot --pull-never --network host \
  --volume "$HOME/.m2:$HOME/.m2" --build-arg MAVEN_FLAGS=-o \
  -f docker/Dockerfile -t lethe:check . >"$folder/build.log"

container=$("${buildah[@]}" from --pull-never lethe:check)
trap '"${buildah[@]}" rm "$container" >/dev/null' EXIT
root=$("${buildah[@]}" mount "$container")
say "image: $(du -sm "$root" | cut -f1) MB"

# As user 10001 with no capability and no network, on a root that cannot be written.
inside() {
  exec unshare --mount --net --pid --fork --kill-child bash -euc '
    root=$1 folder=$2; shift 2
    mount --bind "$root" "$root"
    mount -o remount,bind,ro "$root"
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/tmp"
    mount --bind /dev "$root/dev"
    mount --bind "$folder/work" "$root/work"
    mount --bind "$folder/cache" "$root/cache"
    exec chroot --userspec=10001:10001 "$root" setpriv --no-new-privs \
      env -i PATH=/usr/bin:/bin LETHE_HOME=/cache sh -c "cd /work && exec \"\$@\"" sh "$@"
  ' bash "$root" "$folder" "$@"
}

rm -rf "$folder"/work/* "$folder"/cache/*
cat >"$folder/work/small.yaml" <<'YAML'
name: small
data: {name: shapes, classes: [circle, square], size: 16, train: 150, test: 20}
encoder:
  name: network-layer
  architecture: &network {name: small-cnn, width: 8, hidden: 16}
  training: &recipe {epochs: 60, batch: 32, learning-rate: 0.02, augmentation: none}
scorers: [random]
learners:
  - {name: network, architecture: *network, training: *recipe}
budgets: [0.25, 0.5, 0.75]
seeds: 2
YAML
chown -R 10001:10001 "$folder/work" "$folder/cache"
lethe() { (inside /opt/lethe/bin/lethe "$@"); }

say "the root cannot be written, and nobody is root"
(inside sh -c 'test "$(id -u)" = 10001 && ! touch /opt/lethe/x 2>/dev/null && ! touch /etc/x 2>/dev/null')

say "plan and prepare"
lethe plan small.yaml --out batch
lethe prepare batch/manifest.jsonl --results results
say "work, stopped by TERM in the middle"
(inside /opt/lethe/bin/lethe work batch/manifest.jsonl --index 0 --stride 1 --results results) \
  2>"$folder/worker.log" &
for _ in $(seq 600); do
  grep -q 'to do' "$folder/worker.log" && break
  sleep 0.1
done
sleep 1
# unshare waits for its one child, which has become the JVM.
kill -TERM "$(pgrep -P $!)"
code=0
wait $! || code=$?
cat "$folder/worker.log"
say "it ended with $code (75: stopped, try again)"
((code == 75))
say "work, again"
lethe work batch/manifest.jsonl --index 0 --stride 1 --results results
lethe status batch/manifest.jsonl --results results
say "all is well"

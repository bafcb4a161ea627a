#!/bin/bash
# host-keeper.sh DIRECTORY GROUP NAME: runs one lab host, outside of its namespaces, and clears up behind it.
#
# The host lives as long as standard input is open: its first process reads there (host-init.sh), and the other end is
# held by the program that asked for the host. When that program ends, in whatever way, the host ends, and this script
# removes the control groups that are all a host leaves behind.
set -u
directory=$1 group=$2 name=$3
here=${BASH_SOURCE[0]%/*}

# Every control group hierarchy of this machine: the one of version 2, or those of version 1 that have controllers.
hierarchies=()
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    hierarchies=(/sys/fs/cgroup)
else
    for path in /sys/fs/cgroup/*; do
        [ -L "$path" ] || [ "${path##*/}" = systemd ] || [ ! -e "$path/cgroup.procs" ] || hierarchies+=("$path")
    done
fi

for path in "${hierarchies[@]}"; do
    mkdir -p "$path/$group" || exit 1
    if [ -e "$path/$group/cpuset.cpus" ] && [ -e "$path/cgroup.clone_children" ]; then
        cat "$path/cpuset.cpus" >"$path/$group/cpuset.cpus"
        cat "$path/cpuset.mems" >"$path/$group/cpuset.mems"
        echo 1 >"$path/$group/cgroup.clone_children"
    fi
done

(
    for path in "${hierarchies[@]}"; do
        echo "$BASHPID" >"$path/$group/cgroup.procs" || exit 1
    done
    exec unshare --net --mount --uts --ipc --cgroup --pid --fork --kill-child \
        /bin/bash "$here/host-init.sh" "$directory" "$name"
)
code=$?

# A killed process leaves its control group a moment after it is gone.
for ((attempt = 0; attempt < 100; attempt++)); do
    left=0
    for path in "${hierarchies[@]}"; do
        [ ! -d "$path/$group" ] || find "$path/$group" -depth -type d -exec rmdir {} + 2>/dev/null || left=1
    done
    [ "$left" = 1 ] || break
    sleep 0.05
done
exit "$code"

#!/bin/bash
# host-init.sh DIRECTORY NAME: first process of a lab host, in its own network, mount, uts, ipc, control group and
# process namespaces. Gives libvirt a private set of directories, runs libvirtd again whenever it ends, reaps what is
# left to it, and takes one-word orders on standard input. The end of standard input is the end of the host: with the
# first process goes every other one.
set -u
directory=$1 name=$2

# The /proc seen here is still that of the outside, so this is our number out there.
read -r outer_pid _ </proc/self/stat

hierarchies=()
version=1
if [ -e /sys/fs/cgroup/cgroup.controllers ]; then
    version=2
else
    for path in /sys/fs/cgroup/*; do
        [ -L "$path" ] || [ "${path##*/}" = systemd ] || [ ! -e "$path/cgroup.procs" ] || hierarchies+=("${path##*/}")
    done
fi

fail() {
    echo "failed $1"
    exit 1
}

mount --make-rprivate / || fail "mount --make-rprivate /"
mount -t proc proc /proc || fail "mount /proc"
# sysfs shows the network namespace of whoever mounted it
mount -t sysfs sysfs /sys || fail "mount /sys"
if [ "$version" = 2 ]; then
    mount -t cgroup2 cgroup2 /sys/fs/cgroup || fail "mount /sys/fs/cgroup"
    # controllers can be handed down only by a group that has no process of its own
    mkdir /sys/fs/cgroup/init && echo 1 >/sys/fs/cgroup/init/cgroup.procs || fail "control group"
    for controller in $(</sys/fs/cgroup/cgroup.controllers); do
        echo "+$controller" >/sys/fs/cgroup/cgroup.subtree_control
    done
else
    mount -t tmpfs -o mode=755 tmpfs /sys/fs/cgroup || fail "mount /sys/fs/cgroup"
    for hierarchy in "${hierarchies[@]}"; do
        mkdir "/sys/fs/cgroup/$hierarchy"
        if [ "$hierarchy" = unified ]; then
            mount -t cgroup2 cgroup2 /sys/fs/cgroup/unified
        else
            mount -t cgroup -o "$hierarchy" cgroup "/sys/fs/cgroup/$hierarchy"
        fi || fail "mount /sys/fs/cgroup/$hierarchy"
    done
fi
hostname "$name"
ip link set lo up || fail "ip link set lo up"

# Out of sight: the system's own libvirt, its message bus, its service manager.
mount -t tmpfs -o mode=755 tmpfs /run || fail "mount /run"
mkdir -p /run/libvirt /run/lock
for pair in etc:/etc/libvirt lib:/var/lib/libvirt run:/run/libvirt log:/var/log/libvirt cache:/var/cache/libvirt \
    swtpm:/var/lib/swtpm-localca; do
    source=${pair%%:*} target=${pair#*:}
    [ -d "$target" ] || [ "$source" = swtpm ] || fail "no directory $target"
    [ ! -d "$target" ] || mount --bind "$directory/$source" "$target" || fail "mount $target"
done
mount --bind "$directory/hosts" /etc/hosts || fail "mount /etc/hosts"
if [ -e "$directory/no-kvm" ] && [ -e /dev/kvm ]; then
    # read-only as well: to root any mode looks usable, and libvirt would ask QEMU again before each start of a guest
    mount --bind "$directory/no-kvm" /dev/kvm && mount -o remount,bind,ro /dev/kvm || fail "mount /dev/kvm"
fi

serve() {
    local attempts=0
    # the pid file is there once the daemon has read its configuration and listens
    while [ "$attempts" -lt 5 ]; do
        rm -f /run/libvirt/libvirtd.pid
        libvirtd --listen --pid-file /run/libvirt/libvirtd.pid </dev/null >&2 &
        echo "$!" >/run/libvirt/daemon
        wait "$!"
        echo "libvirtd ended, code $?" >&2
        [ -e /run/libvirt/libvirtd.pid ] && attempts=0 || attempts=$((attempts + 1))
        sleep 0.1
    done
    echo "libvirtd has never been up" >&2
}
serve &

echo "up $outer_pid"
while read -r order; do
    daemon=$(</run/libvirt/daemon)
    case $order in
        freeze) kill -STOP "$daemon" && echo "done" || echo "failed $order" ;;
        thaw) kill -CONT "$daemon" && echo "done" || echo "failed $order" ;;
        crash) kill -KILL "$daemon" && echo "done" || echo "failed $order" ;;
        *) echo "failed unknown order" ;;
    esac
done

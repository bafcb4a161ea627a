#!/bin/bash
# private-libvirtd.sh DIRECTORY PORT: a libvirtd of its own in mount and PID namespaces, on DIRECTORY/run/libvirt/libvirt-sock
# and tcp 127.0.0.1:PORT. Ends with this process and takes everything it started along.
set -eu
B=$1
P=$2
mkdir -p "$B"/{run/libvirt,run/lock,etc,lib,log,cache}
cat > "$B/etc/libvirtd.conf" <<X
listen_tls = 0
listen_tcp = 1
listen_addr = "127.0.0.1"
tcp_port = "$P"
auth_tcp = "none"
auth_unix_rw = "none"
auth_unix_ro = "none"
host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
log_filters = "1:rpc.netserverprogram 3:*"
log_outputs = "1:file:/var/log/libvirt/libvirtd.log"
X
cat > "$B/etc/qemu.conf" <<X
stdio_handler = "file"
security_driver = "none"
user = "root"
group = "root"
cgroup_controllers = []
namespaces = []
remember_owner = 0
X
export B
exec unshare --mount --pid --fork --kill-child=SIGKILL --mount-proc --propagation private bash -c '
set -eu
mount --bind "$B/run" /run
mount --bind "$B/etc" /etc/libvirt
mount --bind "$B/lib" /var/lib/libvirt
mount --bind "$B/log" /var/log/libvirt
mount --bind "$B/cache" /var/cache/libvirt
# a /dev without kvm: where /dev/kvm is there but of no use, libvirtd probes QEMU anew for every call
mkdir -p "$B/dev"
mount -t tmpfs -o mode=755 dev "$B/dev"
for node in null zero full random urandom tty shm net; do
    [ -e "/dev/$node" ] || continue
    if [ -d "/dev/$node" ]; then mkdir "$B/dev/$node"; else : > "$B/dev/$node"; fi
    mount --rbind "/dev/$node" "$B/dev/$node"
done
for link in fd stdin stdout stderr; do cp -P "/dev/$link" "$B/dev/$link" 2>/dev/null || true; done
mkdir "$B/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$B/dev/pts"
ln -s pts/ptmx "$B/dev/ptmx"
mount --rbind "$B/dev" /dev
libvirtd --listen &
wait $!
'

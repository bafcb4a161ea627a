#!/usr/bin/env bash
# Inside new mount, network and process namespaces: a libvirtd of its own, then virt-install once per line of a file.
# Arguments: the file of option lines, the folder for the answers.
set -u
for d in /run/libvirt /var/lib/libvirt /var/log/libvirt /var/cache/libvirt; do
  mkdir -p "$d"
  mount -t tmpfs tmpfs "$d" || exit 3
done
mkdir -p /var/lib/libvirt/images /var/lib/libvirt/qemu /var/lib/libvirt/boot /run/libvirt/home
cp -r /etc/libvirt /run/libvirt/etc
mount --bind /run/libvirt/etc /etc/libvirt || exit 3
rm -f /etc/libvirt/qemu/networks/autostart/*
printf 'security_driver="none"\nuser="root"\ngroup="root"\ncgroup_controllers=[]\nnamespaces=[]\n' >> /etc/libvirt/qemu.conf
ip link set lo up
virtlogd -d
libvirtd -d
for _ in $(seq 100); do
  [ -S /run/libvirt/libvirt-sock ] && break
  read -rt 0.1 <> <(:) || true
done
export HOME=/run/libvirt/home XDG_CACHE_HOME=/run/libvirt/home
qemu-img create -q -f qcow2 /var/lib/libvirt/images/a.qcow2 1G
: > /var/lib/libvirt/images/a.iso
n=0
while IFS= read -r line; do
  n=$((n + 1))
  eval "timeout 60 virt-install --connect qemu:///system --print-xml 1 $line" > "$2/$n.xml" 2> "$2/$n.err" < /dev/null
done < "$1"
exit 0

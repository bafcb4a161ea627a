#!/usr/bin/env bash
# Inside new mount, network and process namespaces: a libvirtd of its own, then virt-install once per line of a file.
# Arguments: the file of option lines, the folder for the answers, the folder for what
# options name.
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
# Pid files of its own: another libvirtd may run outside.
virtlogd -d -p /run/libvirt/virtlogd.pid
libvirtd -d -p /run/libvirt/libvirtd.pid
for _ in $(seq 100); do
  [ -S /run/libvirt/libvirt-sock ] && break
  read -rt 0.1 <> <(:) || true
done
export HOME=/run/libvirt/home XDG_CACHE_HOME=/run/libvirt/home
qemu-img create -q -f qcow2 /var/lib/libvirt/images/a.qcow2 1G
truncate -s 64K /var/lib/libvirt/images/a.iso
# What options name: an installation tree, once more as an image and behind HTTP, and the files that cloud-init takes.
mkdir -p "$3/tree/images/pxeboot" /run/libvirt/files
printf '[general]\nname=Fedora 36\nfamily=Fedora\nversion=36\narch=x86_64\n' > "$3/tree/.treeinfo"
printf '[images-x86_64]\nkernel=images/pxeboot/vmlinuz\ninitrd=images/pxeboot/initrd.img\n' >> "$3/tree/.treeinfo"
: > "$3/tree/images/pxeboot/vmlinuz"
: > "$3/tree/images/pxeboot/initrd.img"
printf '#cloud-config\nhostname: web\n' > "$3/user-data"
printf 'instance-id: i-1\n' > "$3/meta-data"
printf 'secret\n' > "$3/password"
mount --bind "$3" /run/libvirt/files || exit 3
xorriso -as mkisofs -quiet -J -r -V T -o /var/lib/libvirt/images/tree.iso "$3/tree" 2> /dev/null
python3 -m http.server --bind 127.0.0.1 --directory "$3" 8099 > /dev/null 2>&1 &
n=0
while IFS= read -r line; do
  n=$((n + 1))
  eval "timeout 60 virt-install --connect qemu:///system --print-xml all $line" > "$2/$n.xml" < /dev/null
done < "$1"
kill %% 2> /dev/null
exit 0

#!/bin/busybox sh
# First process of the tiny guest. Everything it says goes to the serial port, one line per step, each beginning with
# "guest:", because that log is all a host sees of a guest that does not come up.
export PATH=/bin
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs dev /dev
/bin/busybox --install -s /bin
exec </dev/console >/dev/console 2>&1

say() {
    read -r up rest </proc/uptime
    echo "guest: $* t=$up"
}

# option NAME DEFAULT: dosvm.NAME=VALUE of the kernel command line (direct kernel boot only)
option() {
    for word in $(cat /proc/cmdline); do
        case $word in
            "dosvm.$1="*) echo "${word#*=}"; return ;;
        esac
    done
    echo "$2"
}

say "kernel $(uname -r)"
while read -r module; do
    insmod "/lib/$module" || say "module $module failed"
done </lib/order

# The power button must work from here on: a guest that waits for an address can be shut down too.
acpid -c /etc/acpi -a /etc/acpid.conf -l /dev/null

if [ -b /dev/vda ]; then
    say "disk vda sectors=$(cat /sys/block/vda/size)"
fi

# Boot counter in the last sector of the boot image: shows that what a guest writes stays on its own disk.
# Only a disk that bears the mark is written to.
boots=0
sector=$(cat /lib/counter-sector)
if [ -b /dev/vda ]; then
    mark=$(dd if=/dev/vda bs=512 skip="$sector" count=1 2>/dev/null | tr -d '\0')
    case $mark in
        "DOSVM-BOOTS "*)
            boots=$((${mark#DOSVM-BOOTS } + 1))
            printf 'DOSVM-BOOTS %d\0' "$boots" | dd of=/dev/vda bs=512 seek="$sector" conv=notrunc,fsync 2>/dev/null
            ;;
    esac
fi

ip link set lo up
mac=$(cat /sys/class/net/eth0/address 2>/dev/null)
name=$(option hostname "guest-$(echo "${mac:-none}" | tr -d :)")
hostname "$name"
/etc/page.sh none
httpd -p 8080 -h /www

if [ -n "$mac" ]; then
    ip link set eth0 up
    say "nic eth0 mac=$mac"
    address=$(option ip dhcp)
    if [ "$address" = dhcp ]; then
        # -b: goes on asking in the background when nobody answers at first
        udhcpc -i eth0 -s /etc/dhcp.sh -x "hostname:$name" -t 8 -T 1 -A 2 -b >/dev/null 2>&1
    else
        ip addr add "$address" dev eth0
        gateway=$(option gateway '')
        [ -n "$gateway" ] && ip route add default via "$gateway"
        /etc/page.sh "${address%/*}"
    fi
    while ! [ -s /run/address ]; do
        say "no address yet"
        sleep 2
    done
fi

say "ready hostname=$(hostname) ip=$(cat /run/address 2>/dev/null || echo none) port=8080 boots=$boots" \
    "mem=$(awk '/MemTotal/{print $2}' /proc/meminfo) cpus=$(grep -c ^processor /proc/cpuinfo)"

# Processors that are plugged in later: nobody else brings them online here.
while sleep 2; do
    for cpu in /sys/devices/system/cpu/cpu[0-9]*/online; do
        [ -e "$cpu" ] || continue
        read -r on <"$cpu"
        [ "$on" = 0 ] && echo 1 >"$cpu"
    done
done 2>/dev/null &

# A shell for whoever holds the serial console of this guest; nothing listens on the network but the page.
while :; do
    sleep 1
    read -r line && setsid cttyhack sh
done

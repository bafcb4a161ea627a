#!/bin/busybox sh
# Called by udhcpc with the lease in the environment.
export PATH=/bin
case $1 in
    deconfig)
        ip link set "$interface" up
        ;;
    bound | renew)
        ip addr flush dev "$interface"
        ip addr add "$ip/${mask:-24}" dev "$interface"
        for gateway in $router; do
            ip route replace default via "$gateway" dev "$interface"
        done
        : >/etc/resolv.conf
        [ -n "$domain" ] && echo "search $domain" >>/etc/resolv.conf
        for server in $dns; do
            echo "nameserver $server" >>/etc/resolv.conf
        done
        [ -n "$hostname" ] && hostname "$hostname"
        /etc/page.sh "$ip"
        ;;
esac

#!/bin/busybox sh
# The power button was pressed.
export PATH=/bin
echo "guest: power button" >/dev/console
sync
poweroff -f

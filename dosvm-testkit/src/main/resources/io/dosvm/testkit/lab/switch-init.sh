#!/bin/bash
# switch-init.sh: a network namespace with two bridges that join the hosts of a lab, and nothing else. Lasts until the
# end of standard input.
set -u

# The /proc seen here is still that of the outside, so this is our number out there.
read -r outer_pid _ </proc/self/stat
for bridge in lab data; do
    ip link add "$bridge" type bridge && ip link set "$bridge" up || exit 1
done
echo "up $outer_pid"
read -r _

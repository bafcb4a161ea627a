#!/bin/busybox sh
# page.sh ADDRESS: (re)writes the page that the guest serves, and remembers its address.
export PATH=/bin
[ "$1" = none ] || echo "$1" >/run/address
cat >/www/index.html.new <<PAGE
<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>$(hostname)</title></head>
<body>
<h1>$(hostname)</h1>
<p>A virtual machine at $1, Linux $(uname -r).</p>
</body>
</html>
PAGE
mv /www/index.html.new /www/index.html

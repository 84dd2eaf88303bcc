# Where the vendor's name means a server of this machine: a network and a hosts file that nobody else sees. Run by
# `unshare --map-root-user --mount --net`, in a folder with `hosts`, `certificate.sh`, `page.sh`, `story.sh` and `ann.txt`.
# The desktop's way of opening an address leads to PERSON, which plays Ann at a browser.
set -eu
ip link set lo up
mount --bind hosts /etc/hosts
. ./certificate.sh
"$LOOSELEAF" user add ann --password-file ann.txt
SECRET=$("$LOOSELEAF" app add rclone --id rclone --confidential --redirect http://localhost:53682/ | sed -n 's/^client secret \([^ ]*\) .*/\1/p')
"$LOOSELEAF" serve --json --listen 127.0.0.1:443 --certificate graph.pem --certificate-key graph.key \
  --allowed-host graph.microsoft.com > ready 2> log &
server=$!
trap 'kill $server' EXIT
until grep -q . ready; do
  kill -0 $server
  sleep 0.05
done
mkdir programs
printf '#!/bin/sh\n%s "$1" > browsed 2>&1 &\n' "$PERSON" > programs/xdg-open
chmod +x programs/xdg-open
PATH=$PWD/programs:$PATH
. ./page.sh
. ./story.sh

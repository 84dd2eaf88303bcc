# Where the vendor's names mean a server of this machine: a network and a hosts file that nobody else sees. Run by
# `unshare --map-root-user --mount --net`, in a folder with `hosts`, `certificate.sh`, `page.sh` and `story.sh`.
set -eu
ip link set lo up
mount --bind hosts /etc/hosts
. ./certificate.sh
TOKEN=$("$LOOSELEAF" token issue --user ann --app rclone --scope Files.ReadWrite)
export TOKEN
"$LOOSELEAF" serve --json --listen 127.0.0.1:443 --certificate graph.pem --certificate-key graph.key \
  --allowed-host graph.microsoft.com > ready 2> log &
server=$!
trap 'kill $server' EXIT
until grep -q . ready; do
  kill -0 $server
  sleep 0.05
done
. ./page.sh
. ./story.sh

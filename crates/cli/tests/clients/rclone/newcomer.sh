# What the README has newcomers do, in its own words. Run by `unshare --map-root-user --mount --net`, in a folder with `hosts` and
# the README's commands in `1.sh`, `2.sh` and `3.sh`. The desktop's way of opening an address leads to PERSON.
set -eu
ip link set lo up
mount --bind hosts /etc/hosts
mkdir programs
ln -s "$LOOSELEAF" programs/looseleaf
printf '#!/bin/sh\n%s "$1" > browsed 2>&1 &\n' "$PERSON" > programs/xdg-open
chmod +x programs/xdg-open
PATH=$PWD/programs:$PATH
. ./1.sh
server=$!
trap 'kill $server' EXIT
until curl -s --cacert family/tls/authority.pem https://localhost/health/live | grep -q live; do
  kill -0 $server
  sleep 0.05
done
. ./2.sh

export LOOSELEAF_CA=$PWD/family/tls/authority.pem LOOSELEAF_PERSON=ben LOOSELEAF_PASSWORD="$(cat ben.txt)"
$PERSON https://localhost/notebooks > seen
grep -q '>Shared with you<' seen
notebook=$(grep -o 'href="/notebooks/1-[^"]*"[^>]*><strong dir="auto">Holidays<' seen | cut -d'"' -f2)
$PERSON "https://localhost$notebook" > seen
grep -q '<h2 dir="auto"[^>]*>Holidays</h2>' seen

export LOOSELEAF_PERSON=ann LOOSELEAF_PASSWORD="$(cat ann.txt)"
. ./3.sh > listed
grep -q " $(stat -c %s ann.txt) .* ann.txt$" listed

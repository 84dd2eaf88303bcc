# Makes a cluster, says "ready <folder>", and keeps it until standard input ends.
#
# Standard input is a pipe whose other end only the starting process holds. However that process ends, the kernel closes
# the pipe, and the cluster goes with it; no signal has to be delivered and no exit handler has to run.
#
# Arguments: the folder of the server's programs, settings to append to postgresql.conf.
set -eu
exec 2>&1
programs=$1
settings=$2

folder=$(mktemp -d "${TMPDIR:-/tmp}/looseleaf-postgres.XXXXXX" 2>/dev/null || mktemp -d /tmp/looseleaf-postgres.XXXXXX)

stop() {
    # Immediately: nobody will read these files again.
    "$programs/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 1' HUP INT TERM

"$programs/initdb" -D "$folder/data" -U postgres --auth=trust --encoding=UTF8 --locale=C --no-sync \
    >"$folder/log" || { cat "$folder/log"; exit 1; }

cat >>"$folder/data/postgresql.conf" <<SETTINGS
listen_addresses = ''
port = 5432
unix_socket_directories = '$folder'
max_connections = 100
$settings
SETTINGS

"$programs/pg_ctl" -D "$folder/data" -l "$folder/log" -t 60 -w start >/dev/null || { cat "$folder/log"; exit 1; }
echo "ready $folder"

while read -r _; do :; done

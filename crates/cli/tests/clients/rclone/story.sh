# A story told with rclone: what its users do in a day. The page of the handbook has made `rclone.conf` and copied `plan.txt`.
#
# Told in a namespace where the vendor's name means this server (`stage.sh`). Prints what it is about to do, so that the end
# of what it printed says where it broke off.

is() {
  [ "$2" = "$3" ] || { echo "$1: there should be '$3', and there is '$2'"; exit 1; }
}

# By the server, without the bytes coming here and going back.
on_the_server() {
  "$@" -v 2> said || { cat said; exit 1; }
  grep -q 'server-side' said || { echo "$* did not happen on the server:"; cat said; exit 1; }
}

echo "What the page has copied is there, with the time that the file has here."
is "the list" "$(rclone lsf notes:Plans --format pst)" "plan.txt;$(stat -c %s plan.txt);$(date -d @"$(stat -c %Y plan.txt)" '+%Y-%m-%d %H:%M:%S')"
is "what is in it" "$(rclone cat notes:Plans/plan.txt)" "$(cat plan.txt)"

echo "Who signed in need not do so again when the token has run out: there is another one, and one after that."
for times in 1 2; do
  sed -i 's/"access_token":"[^"]*"/"access_token":"of yesterday"/; s/"expiry":"[^"]*"/"expiry":"2026-01-01T00:00:00Z"/' rclone.conf
  is "the list" "$(rclone lsf notes:)" Plans/
  is "the old token" "$(grep -c yesterday rclone.conf)" 0
done

echo "Names as people write them."
for name in 'Übung #1 (50 %)' "it's + one & two" 'a%20b' '[x] {y}; z=1, @me'; do
  printf '%s' "$name" > odd
  rclone copyto odd "notes:Odd/$name.txt"
  is "$name" "$(rclone cat "notes:Odd/$name.txt")" "$name"
done

echo "An empty file, and one that comes in three fragments."
: > empty
rclone copyto empty notes:empty
is "the empty one" "$(rclone size notes:empty --json)" '{"count":1,"bytes":0,"sizeless":0}'
head -c 25000000 /dev/urandom > large
rclone copyto large notes:large.bin
is "the large one" "$(rclone cat notes:large.bin | sha1sum)" "$(sha1sum < large)"
is "a piece of it" "$(rclone cat --offset 24999000 --count 500 notes:large.bin | sha1sum)" "$(tail -c 1000 large | head -c 500 | sha1sum)"
is "its hash" "$(rclone sha1sum notes:large.bin | cut -c 1-40)" "$(sha1sum large | cut -c 1-40)"

echo "A copy and a move, by the server."
on_the_server rclone copyto notes:large.bin notes:Copies/large.bin
is "the copy" "$(rclone sha1sum notes:Copies/large.bin | cut -c 1-40)" "$(sha1sum large | cut -c 1-40)"
is "its time" "$(rclone lsf notes:Copies --format t)" "$(rclone lsf notes:large.bin --format t)"
on_the_server rclone copyto notes:Plans/plan.txt notes:Copies/large.bin
is "over the copy" "$(rclone cat notes:Copies/large.bin)" "$(cat plan.txt)"
on_the_server rclone moveto notes:Copies/large.bin notes:Moved/plan.txt
is "the move" "$(rclone lsf -R --files-only notes:Moved)" plan.txt
is "where it was" "$(rclone lsf notes:Copies)" ""

echo "Versions go, and only they."
rclone copyto odd notes:Versions/plan.txt
for text in one second; do
  echo $text > plan
  rclone copyto plan notes:Versions/plan.txt
done
rclone cleanup notes:Versions -v 2> said
is "versions that went" "$(grep -ci 'removing version' said)" 2
is "what is left" "$(rclone cat notes:Versions/plan.txt)" second
echo last > plan
rclone copyto --onedrive-no-versions plan notes:Versions/plan.txt
rclone cleanup notes:Versions -v 2> said
is "versions of what keeps none" "$(grep -ci 'removing version' said)" 0
rclone purge notes:Versions

echo "A tree of 2,000 files goes up."
for folder in $(seq 40); do
  mkdir -p "tree/$folder"
  for file in $(seq 50); do echo "$folder $file" > "tree/$folder/$file.txt"; done
done
rclone sync tree notes:tree --transfers 8 --checkers 8
rclone check tree notes:tree --checkers 8
is "the tree" "$(rclone size notes:tree --json)" "{\"count\":2000,\"bytes\":$(cat tree/*/* | wc -c),\"sizeless\":0}"

echo "Some of it changes."
rm -r tree/7 tree/8/9.txt
echo new > tree/new.txt
echo changed, and longer > tree/1/1.txt
rclone sync tree notes:tree --transfers 8 --checkers 8 -v 2> said
rclone check tree notes:tree --checkers 8
grep -q 'Deleted: *51 ' said || { cat said; exit 1; }

echo "It goes to another place as one, comes back, and is deleted as one."
rclone moveto notes:tree notes:Archive/forest
is "the list" "$(rclone lsf notes:Archive)" forest/
rclone check tree notes:Archive/forest --checkers 8
rclone copy notes:Archive/forest/3 back
is "what came back" "$(cat back/*)" "$(cat tree/3/*)"
is "how full it is" "$(rclone about notes: --json | grep -c '"used": [1-9]')" 1
rclone purge notes:Archive
is "what is left" "$(rclone lsf notes: | tr '\n' ' ')" "Copies/ Moved/ Odd/ Plans/ empty large.bin "

echo "What somebody else shares is looked into through a shortcut to it."
"$LOOSELEAF" user add ben
token_of() { "$LOOSELEAF" token issue --user "$1" --app stories --scope Files.ReadWrite.All; }
ann=$(token_of ann)
ben=$(token_of ben)
ask() { curl -sSf --cacert graph.pem -H "Authorization: Bearer $1" -H 'Content-Type: application/json' -d "$3" "https://graph.microsoft.com/v1.0/me/drive/$2"; }
id=$(ask "$ben" root/children '{"name": "Lab", "folder": {}}' | sed -n 's/.*"id":"\([^"]*!s[^"]*\)","name":"Lab".*/\1/p')
ask "$ben" "items/$id/children" '{"name": "Week 1", "folder": {}}' > made
ask "$ben" "items/$id/invite" '{"recipients": [{"email": "ann"}], "roles": ["write"], "requireSignIn": true, "sendInvitation": false}' > made
ask "$ann" root/children "{\"name\": \"Lab\", \"remoteItem\": {\"id\": \"$id\", \"parentReference\": {\"driveId\": \"$(echo "${id%%!*}" | tr 'A-F' 'a-f')\"}}}" > made
is "the list" "$(rclone lsf notes: --dirs-only | grep Lab)" Lab/
is "what lies there" "$(rclone lsf notes:Lab)" "Week 1/"
rclone copyto plan.txt "notes:Lab/Week 1/plan.txt"
is "what was put there" "$(rclone cat "notes:Lab/Week 1/plan.txt")" "$(cat plan.txt)"

# Makes what runs use, in /box: the script, and the modules beside it, which it finds in its working folder.
# $1: the script's name; the others: all sources
[ -x /usr/bin/escript ] && [ -x /usr/bin/erlc ] || exit 127
main=$1
shift
# What it says of a script that it finds right is said again at each run.
said=$(/usr/bin/escript -s "/app/$main" 2>&1) || { echo "$said" && exit 1; }
for file; do
  shift
  [ "$file" = "/app/$main" ] || set -- "$@" "$file"
done
[ $# = 0 ] || /usr/bin/erlc -I /app -o /box "$@" || exit 1
[ -e "/box/$main" ] || { mkdir -p "$(dirname "/box/$main")" && cp "/app/$main" "/box/$main"; }

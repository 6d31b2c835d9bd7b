# Assembles all sources but those that others include, and links them, with the C library where they have a main.
# $1: NASM; $2: the main file; the others: all sources
tool=$1 main=$2
shift 2
newline='
'
included=
[ $# -lt 2 ] || included=$(grep -rhai '^[[:space:]]*%include' /app |
  LC_ALL=C sed -n "s/^[[:space:]]*%include[[:space:]]*\([\"'\`]\)\([^\"'\`]*\)\1.*/\2/Ip" |
  (cd /app && xargs -rd '\n' realpath -ms --))
for file; do
  shift
  [ "$file" = "$main" ] || case $newline$included$newline in *"$newline$file$newline"*) ;; *) set -- "$@" "$file" ;; esac
done
set -- "$main" "$@"
global='^[[:space:]]*\[?[[:space:]]*[Gg][Ll][Oo][Bb][Aa][Ll][[:space:]]'
entry=$(grep -haE "$global([^;]*[[:space:],])?main([][:space:]:,;]|\$)" "$@")
number=0
for file; do
  shift
  number=$((number + 1))
  "$tool" -f elf64 -i /app/ -o "/tmp/$number.o" "$file" || exit 1
  set -- "$@" "/tmp/$number.o"
done
if [ -n "$entry" ]; then exec gcc -no-pie -o /box/main "$@"; else exec ld -o /box/main "$@"; fi

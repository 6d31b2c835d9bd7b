diff <(echo same) <(echo same) || echo "process substitution differs"
coproc ECHO { cat; }
echo "through the coprocess" >&"${ECHO[1]}"
read -r line <&"${ECHO[0]}"
[[ $line == "through the coprocess" ]] || echo "coprocess: $line"
mkfifo fifo
trap 'rm fifo' EXIT
cat <<END | sort | uniq -c | awk '{print $2}' > fifo &
ok
ok
END
cat fifo
wait -n $!

file=$(mktemp)
echo no > "$file"
sed -i s/no/yes/ "$file"
[[ $(timeout 9 cat "$file") == yes ]] || echo "mktemp, sed, timeout"
[[ $(seq 4 | xargs -P 4 -I{} echo {} | sort | tail -n 1) == 4 ]] || echo xargs
[[ $(timeout 1 tail -f "$file" | head -n 1) == yes ]] || echo tail
ulimit -a > limits || echo ulimit
nohup setsid true 2> said || echo "nohup, setsid"
(exec 3<> /dev/tcp/127.0.0.1/1) 2>/dev/null && echo "somebody listens"
awk 'BEGIN { print "beside" > "/dev/stderr"; print "ok" }'

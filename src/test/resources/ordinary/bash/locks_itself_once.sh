exec 9> lock
flock 9
(flock -n 8 && echo "two holders" || echo ok) 8> lock

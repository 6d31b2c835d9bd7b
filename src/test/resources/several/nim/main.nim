import lib/part
echo twice(21)

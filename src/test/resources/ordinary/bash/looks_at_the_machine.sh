free > /dev/null && uptime > /dev/null && ps > /dev/null && echo ok

while :; do echo 'all work and no play makes Jack a dull boy'; done

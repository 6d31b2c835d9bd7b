echo "a remark" > /dev/stderr
echo ok | tee /dev/stderr

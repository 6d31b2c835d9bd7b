<?php
function total($n) { return $n ? $n + total($n - 1) : 0; }
echo total(10000), "\n";

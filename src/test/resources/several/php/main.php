<?php
require 'lib/part.php';
echo twice(21), PHP_EOL;

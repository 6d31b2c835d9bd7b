<?php
echo "8\n";

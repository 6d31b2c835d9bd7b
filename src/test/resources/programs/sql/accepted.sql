CREATE TABLE input(a INT, b INT);
.separator " "
.import /dev/stdin input
SELECT a + b FROM input;

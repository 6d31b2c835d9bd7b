class Part { static int twice(int n) { 2 * n } }

BEGIN { for (;;) x++ }

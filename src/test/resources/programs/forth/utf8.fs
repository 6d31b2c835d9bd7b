: main ." Grüße 世界 😀" cr ;
main

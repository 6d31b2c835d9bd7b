: main begin ." flood flood flood flood flood flood" cr again ;
main

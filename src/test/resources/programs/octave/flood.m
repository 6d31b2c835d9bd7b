while true
  printf("flood flood flood flood flood flood\n");
end

// options: -fsanitize=thread
#include <pthread.h>
#include <stdio.h>

static void *nothing(void *given) {
  return given;
}

int main(void) {
  pthread_t thread;
  pthread_create(&thread, NULL, nothing, NULL);
  pthread_join(thread, NULL);
  puts("ok");
  return 0;
}

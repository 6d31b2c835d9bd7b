#include <pthread.h>
#include <stdio.h>
static long total;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static void *add(void *n) { pthread_mutex_lock(&lock); total += (long)n; pthread_mutex_unlock(&lock); return NULL; }
int main(void) {
  pthread_t all[4];
  for (long i = 0; i < 4; i++) pthread_create(&all[i], NULL, add, (void *)i);
  for (int i = 0; i < 4; i++) pthread_join(all[i], NULL);
  printf("%ld\n", total);
  return 0;
}

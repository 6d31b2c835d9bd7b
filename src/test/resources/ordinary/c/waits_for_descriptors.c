// options: -pthread
#define _GNU_SOURCE
#include <aio.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

static int writes_in_the_background(void) {
  struct aiocb block = {.aio_fildes = open("file", O_CREAT | O_RDWR, 0600), .aio_buf = "x", .aio_nbytes = 1};
  const struct aiocb *const all[] = {&block};
  if (aio_write(&block) != 0)
    return 0;
  while (aio_error(&block) == EINPROGRESS)
    aio_suspend(all, 1, NULL);
  return aio_return(&block) == 1;
}

int main(void) {
  uint64_t number;
  struct signalfd_siginfo info;
  struct itimerspec soon = {.it_value = {.tv_nsec = 1000000}};
  sigset_t signals;
  int timer = timerfd_create(CLOCK_MONOTONIC, 0), event = eventfd(1, 0);
  timerfd_settime(timer, 0, &soon, NULL);
  sigemptyset(&signals);
  sigaddset(&signals, SIGUSR1);
  sigprocmask(SIG_BLOCK, &signals, NULL);
  raise(SIGUSR1);
  int fine = read(timer, &number, 8) == 8 && read(event, &number, 8) == 8
             && read(signalfd(-1, &signals, 0), &info, sizeof info) == sizeof info;
  puts(fine && writes_in_the_background() ? "ok" : "one of them failed");
  return 0;
}

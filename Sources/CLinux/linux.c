#if defined(__linux__)
#define _GNU_SOURCE  // glibc declares accept4(2) and sched_getaffinity(2) only then
#include "CLinux.h"

#include <sched.h>
#include <stddef.h>
#include <sys/socket.h>

int accept_nonblocking(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

int usable_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}
#endif

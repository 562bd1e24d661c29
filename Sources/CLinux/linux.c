#if defined(__linux__)
#define _GNU_SOURCE  // glibc declares accept4(2) and sched_getaffinity(2) only then
#include "CLinux.h"

#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

int accept_nonblocking(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

// Where the program's code ends, by the linker.
extern char etext;

void release_startup_code(void) {
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t here = (uintptr_t)&release_startup_code;
    uintptr_t end = (uintptr_t)&etext & ~(page - 1);
    extern char __executable_start;
    uintptr_t start = ((uintptr_t)&__executable_start + page - 1) & ~(page - 1);
    // Code is never written to, so that what the file holds is what was there. Any failure changes nothing.
    if (start < here && here < end) madvise((void *)start, end - start, MADV_DONTNEED);
}

int usable_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}
#endif

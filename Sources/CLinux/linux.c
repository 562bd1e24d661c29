#define _GNU_SOURCE  // glibc declares accept4(2) and sched_getaffinity(2) only then
#include "CLinux.h"

#include <link.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static int started_with_count;
static char **started_with;
static pid_t started_by;

// The dynamic linker hands these to every initialiser. The standard library of Swift looks for them in /proc, or on the
// stack below the environment, where they are not once a preloaded library has set a variable.
__attribute__((constructor)) static void remember_arguments(int count, char **arguments) {
    started_with_count = count;
    started_with = arguments;
    started_by = getppid();
}

int parent_at_start(void) { return started_by; }

int open_process(int pid) { return (int)syscall(SYS_pidfd_open, pid, 0); }

int argument_count(void) { return started_with_count; }

const char *argument_at(int index) {
    return index >= 0 && index < started_with_count ? started_with[index] : NULL;
}

int accept_nonblocking(int listener) {
    return accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

static int release_code(struct dl_phdr_info *object, size_t size, void *unused) {
    (void)size, (void)unused;
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    for (int i = 0; i < object->dlpi_phnum; i++) {
        const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
        if (segment->p_type != PT_LOAD || !(segment->p_flags & PF_X) || segment->p_flags & PF_W) continue;
        uintptr_t start = (object->dlpi_addr + segment->p_vaddr + page - 1) & ~(page - 1);
        uintptr_t end = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
        // Code is never written to, so that what the file holds is what was there. Any failure changes nothing.
        if (start < end) madvise((void *)start, end - start, MADV_DONTNEED);
    }
    return 0;
}

void release_startup_code(void) { dl_iterate_phdr(release_code, NULL); }

int usable_processors(void) {
    cpu_set_t set;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

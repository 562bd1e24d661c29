#pragma once

// What Swift's Glibc module does not export: epoll, eventfd, signalfd, pidfd, ntp_adjtime, malloc_trim, and two GNU
// calls.

#include <malloc.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <sys/timex.h>

/// Accepts a connection as a non-blocking, close-on-exec descriptor; -1 and errno if there is none.
int accept_nonblocking(int listener);

/// How many arguments the process was started with, its name included.
int argument_count(void);

/// The argument at `index`, which lives as long as the process; NULL if there is none.
const char *_Nullable argument_at(int index);

/// The parent as this process began, before anything of its own took time.
int parent_at_start(void);

/// A close-on-exec descriptor that is readable once the process `pid` has ended; -1 and errno if there is none.
int open_process(int pid);

/// How many processors this process may run on.
int usable_processors(void);

/// Gives back the pages of code, the program's own and its libraries', that its start has touched; those still needed are
/// mapped again from the page cache when they are.
void release_startup_code(void);

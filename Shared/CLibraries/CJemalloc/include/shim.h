// The allocator of all programs: linked before the C library, it takes the place of its malloc.
#include <jemalloc/jemalloc.h>

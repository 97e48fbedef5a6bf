#include <sodium.h>

// Swift cannot take the address of a variable that it sees as shared. Random bytes then come from
// ChaCha20 in this process, keyed by the system's generator anew in each thread and erased as they
// are taken: a message needs three of them, and each would be a system call. Before sodium_init.
static inline int egov_sodium_buffer_randomness(void) {
    return randombytes_set_implementation(&randombytes_internal_implementation);
}

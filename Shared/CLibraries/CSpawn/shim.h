#include <spawn.h>
#include <stdlib.h>

// glibc declares these only to sources that ask for GNU's additions, which Swift's import does not.
int memfd_create(const char *name, unsigned int flags);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

static const unsigned int memfd_cloexec = 1;

#include <sqlite3.h>

// Swift cannot import the macro, a pointer made of -1: SQLite copies the bound bytes.
static inline sqlite3_destructor_type egov_sqlite_transient(void) { return SQLITE_TRANSIENT; }

// Swift cannot call a function of many forms. Without the count of all allocations, which nothing
// reads, allocations do not wait for each other's lock. Must come before anything else of SQLite.
static inline int egov_sqlite_stop_counting(void) {
    return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

#include <sqlite3.h>

// Swift cannot import the macro, a pointer made of -1: SQLite copies the bound bytes.
static inline sqlite3_destructor_type egov_sqlite_transient(void) { return SQLITE_TRANSIENT; }

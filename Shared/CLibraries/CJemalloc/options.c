// jemalloc reads this as it starts, before anything of the program runs. One arena, because a
// message is made on one thread and freed on another; what is freed goes back to the system within
// half a second, because many of these programs share one machine.
const char *malloc_conf = "narenas:1,dirty_decay_ms:500,muzzy_decay_ms:0";

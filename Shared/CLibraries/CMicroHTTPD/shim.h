#ifndef EGOV_MICROHTTPD_SHIM_H
#define EGOV_MICROHTTPD_SHIM_H

#include <microhttpd.h>
#include <stddef.h>
#include <sys/socket.h>

// Swift cannot call variadic functions (MHD_start_daemon, MHD_get_connection_info), and it does
// not import macros with casts (the ends of a response's content).

/// Starts a daemon with one epoll thread that serves the given listening socket.
static inline struct MHD_Daemon *_Nullable egov_start_daemon(
    int listening_socket, unsigned int connection_limit, size_t connection_memory,
    unsigned int silence_seconds, void *_Nonnull owner,
    enum MHD_Result (*_Nonnull handle)(
        void *_Nullable, struct MHD_Connection *_Nonnull, const char *_Nullable,
        const char *_Nonnull, const char *_Nonnull, const char *_Nullable, size_t *_Nonnull,
        void *_Nullable *_Nonnull),
    void *_Nullable (*_Nonnull request_line)(
        void *_Nullable, const char *_Nonnull, struct MHD_Connection *_Nonnull),
    void (*_Nonnull completed)(
        void *_Nullable, struct MHD_Connection *_Nonnull, void *_Nullable *_Nonnull,
        enum MHD_RequestTerminationCode),
    void (*_Nonnull connection)(
        void *_Nullable, struct MHD_Connection *_Nonnull, void *_Nullable *_Nonnull,
        enum MHD_ConnectionNotificationCode)) {
    return MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, handle, owner,
        MHD_OPTION_LISTEN_SOCKET, listening_socket,
        MHD_OPTION_CONNECTION_LIMIT, connection_limit,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, connection_memory,
        MHD_OPTION_CONNECTION_TIMEOUT, silence_seconds,
        MHD_OPTION_URI_LOG_CALLBACK, request_line, owner,
        MHD_OPTION_NOTIFY_COMPLETED, completed, owner,
        MHD_OPTION_NOTIFY_CONNECTION, connection, owner,
        MHD_OPTION_END);
}

/// The connection's socket; -1 when it has none.
static inline int egov_socket(struct MHD_Connection *_Nonnull connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    return info ? info->connect_fd : -1;
}

/// The address of the connection's other end.
static inline const struct sockaddr *_Nullable egov_peer(
    struct MHD_Connection *_Nonnull connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    return info ? info->client_addr : NULL;
}

/// The bytes from the method to the empty line after the headers.
static inline size_t egov_head_size(struct MHD_Connection *_Nonnull connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
    return info ? info->header_size : 0;
}

/// What the connection's NOTIFY_CONNECTION callback kept.
static inline void *_Nullable egov_context(struct MHD_Connection *_Nonnull connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

/// "The response's content could not be had: cut the connection."
static const ssize_t egov_content_failed = MHD_CONTENT_READER_END_WITH_ERROR;

#endif

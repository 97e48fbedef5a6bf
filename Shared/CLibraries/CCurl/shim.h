#include <curl/curl.h>

// Swift cannot call variadic functions: one function per kind of argument.
static inline CURLcode egov_curl_set_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode egov_curl_set_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode egov_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode egov_curl_set_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
typedef size_t (*egov_curl_transfer)(char *buffer, size_t size, size_t count, void *context);
static inline CURLcode egov_curl_set_transfer(CURL *handle, CURLoption option, egov_curl_transfer value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode egov_curl_get_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
typedef int (*egov_curl_debug)(CURL *handle, curl_infotype type, char *data, size_t size, void *context);
static inline CURLcode egov_curl_set_debug(CURL *handle, egov_curl_debug value) {
    return curl_easy_setopt(handle, CURLOPT_DEBUGFUNCTION, value);
}
typedef int (*egov_curl_progress)(
    void *context, curl_off_t down_total, curl_off_t down, curl_off_t up_total, curl_off_t up);
static inline CURLcode egov_curl_set_progress(CURL *handle, egov_curl_progress value) {
    return curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, value);
}
// The handle's open connection; CURL_SOCKET_BAD when there is none.
static inline curl_socket_t egov_curl_active_socket(CURL *handle) {
    curl_socket_t value = CURL_SOCKET_BAD;
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &value) == CURLE_OK
        ? value : CURL_SOCKET_BAD;
}

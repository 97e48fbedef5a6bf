# Starting, watching and ending the programs of one deployment (sourced by deploy/up).
# shellcheck shell=bash disable=SC2154,SC2034
# A program's pid file holds its process id, the kernel's start time of that process (so that a
# number used again by another process is never taken for ours) and the version it runs.

say() { printf '%s\n' "$*"; }

die() {
    printf 'deploy/up: %s\n' "$*" >&2
    exit 1
}

start_time_of() { # pid -> clock ticks since boot; nothing when there is no such process
    local stat
    { read -r stat <"/proc/$1/stat"; } 2>/dev/null || return 0
    stat=${stat##*) }
    # The state comes first after the name; a zombie has ended already.
    [[ ${stat%% *} != Z ]] || return 0
    cut -d' ' -f20 <<<"$stat"
}

pid_of() { # program -> its process id when it runs
    local pid started version
    { read -r pid started version <"$var/run/$1.pid"; } 2>/dev/null || return 0
    [[ $started != "$(start_time_of "$pid")" ]] || printf '%s' "$pid"
}

is_running() { [[ -n $(pid_of "$1") ]]; }

start() { # program, version, command... with its standard input
    local program=$1 version=${2%% *} pid
    shift 2
    if is_running "$program"; then
        [[ $(cut -d' ' -f3 "$var/run/$program.pid") != "$version" ]] || return 0
        say "$program has changed: restarting it"
        stop "$program"
    fi
    say "Starting $program"
    setsid "$@" <&0 >>"$var/log/$program.log" 2>&1 9>&- &
    pid=$!
    printf '%s %s %s\n' "$pid" "$(start_time_of "$pid")" "$version" >"$var/run/$program.pid"
    disown "$pid"
    changed=1
}

stop() { # programs... : asks all to end, waits 20 s together
    local program pid late=0 tries
    for program in "$@"; do
        pid=$(pid_of "$program")
        [[ -z $pid ]] || { say "Stopping $program" && kill -TERM "$pid"; } 2>/dev/null || true
    done
    for program in "$@"; do
        for ((tries = 0; tries < 200; tries++)); do
            is_running "$program" || break
            sleep 0.1
        done
        pid=$(pid_of "$program")
        if [[ -n $pid ]]; then
            say "$program did not end within 20 s: killing it" >&2
            kill -KILL "$pid" || true
            late=1
        fi
        rm -f "$var/run/$program.pid"
    done
    return $late
}

stop_all() { # the gateway first, so that nothing new comes in; Redis last
    local status=0
    stop gateway || status=1
    stop "${programs[@]}" || status=1
    stop redis || status=1
    say "Stopped."
    return $status
}

wait_until() { # seconds, what, command...
    local seconds=$1 what=$2 tries
    shift 2
    for ((tries = 0; tries < seconds * 5; tries++)); do
        ! "$@" || return 0
        sleep 0.2
    done
    die "$what was not ready within $seconds s; see $var/log"
}

http_status() { # port, path -> the status of a GET, nothing when nobody answers
    local status
    {
        exec 3<>"/dev/tcp/127.0.0.1/$1" || return 0
        printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
        read -r -t 5 _ status _ <&3 || true
        exec 3<&-
    } 2>/dev/null
    printf '%s' "${status:-}"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

free_port() {
    local port
    while true; do
        port=$((20000 + RANDOM % 10000))
        ! port_is_free "$port" || break
    done
    printf '%s' "$port"
}

write_if_changed() { # file, text from standard input
    local text
    text=$(cat)
    [[ -e $1 && $(cat "$1") == "$text" ]] || printf '%s\n' "$text" >"$1"
}

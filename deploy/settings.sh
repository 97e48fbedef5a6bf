# Keys and settings of one deployment (sourced by deploy/up).
# shellcheck shell=bash disable=SC2154,SC2034

# In the order they start; the order of their health ports, so a new one goes to the end.
programs=(identity mailer dossier-intake document-storage notification gateway)

make_keys() {
    local name
    for name in bus identity dossiers receipts documents; do
        [[ -e $var/keys/$name ]] || secret "$name" head -c 32 /dev/urandom
    done
    for name in $("$root/deploy/redis-acl" --users); do
        [[ -e $var/keys/redis-$name ]] || secret "redis-$name" random_word
    done
}

random_word() { head -c 24 /dev/urandom | od -An -v -tx1 | tr -d ' \n'; }

secret() { # name, command that prints it
    local name=$1
    shift
    "$@" >"$var/keys/$name.new"
    chmod 0400 "$var/keys/$name.new"
    mv "$var/keys/$name.new" "$var/keys/$name"
}

# Settings an operator may give at the first run; later they are changed in egov.env.
kept=(GATEWAY_PORT DOCUMENTS_PORT HEALTH_PORT_BASE REDIS_PORT REDIS_FSYNC PORTAL_URL DOCUMENTS_URL
    ACTIVATION_MAIL SMTP_URL SMTP_USER SMTP_PASSWORD_FILE SMTP_CA_FILE MAIL_FROM HOTLINE TRUSTED_PROXIES
    RETIRED_RECEIPT_KEYS TRANSFER_ACCOUNT LOG_LEVEL)

load_settings() {
    [[ -e $var/egov.env ]] || write_settings
    local name
    for name in "${kept[@]}"; do unset "$name"; done
    # shellcheck source=/dev/null
    source "$var/egov.env"
}

write_settings() {
    local name
    choose_port GATEWAY_PORT 8080 "$any_ports"
    choose_port DOCUMENTS_PORT 8081 "$any_ports"
    choose_port REDIS_PORT 6379 1
    choose_health_ports
    PORTAL_URL=${PORTAL_URL:-http://localhost:$GATEWAY_PORT}
    DOCUMENTS_URL=${DOCUMENTS_URL:-http://localhost:$DOCUMENTS_PORT}
    REDIS_FSYNC=${REDIS_FSYNC:-everysec}
    {
        echo '# Settings of this deployment, made by deploy/up; read by deploy/up and egovctl.'
        echo '# Change them here, then run deploy/up: it restarts what they concern.'
        for name in "${kept[@]}"; do
            [[ -z ${!name:-} ]] || printf "%s='%s'\n" "$name" "${!name}"
        done
        echo "# For egovctl."
        echo "REDIS_URL='redis://egovctl:$(cat "$var/keys/redis-egovctl")@127.0.0.1:$REDIS_PORT'"
        echo "BUS_KEY_FILE='$var/keys/bus'"
        echo "MAILDIR='$var/mail'"
    } >"$var/egov.env.new"
    chmod 600 "$var/egov.env.new"
    mv "$var/egov.env.new" "$var/egov.env"
    changed=1
}

choose_port() { # variable, usual port, whether another will do
    local -n port=$1
    port=${port:-$2}
    port_is_free "$port" && return
    [[ -n $3 ]] || die "port $port is taken; set $1 to another, or say --any-ports"
    port=$(free_port)
}

choose_health_ports() {
    local index taken
    HEALTH_PORT_BASE=${HEALTH_PORT_BASE:-9101}
    while true; do
        taken=
        for index in "${!programs[@]}"; do
            port_is_free "$((HEALTH_PORT_BASE + index))" || taken=$((HEALTH_PORT_BASE + index))
        done
        [[ -n $taken ]] || return 0
        [[ -n $any_ports ]] || die "port $taken is taken; set HEALTH_PORT_BASE, or say --any-ports"
        HEALTH_PORT_BASE=$(free_port)
    done
}

environment_of() { # program, health port -> NAME=value lines, only what the program reads
    local name=$1 variable variables
    printf '%s\n' "PATH=$PATH" "HOME=$HOME" "LANG=C.UTF-8"
    # Of the deployment's settings those that the program's help lists.
    mapfile -t variables < <(sed -nE 's/^([A-Z][A-Z0-9_]*)=.*/\1/p' "$var/egov.env")
    for variable in "${variables[@]}"; do
        ! "$bin/$name" --help | grep -qx "  $variable" ||
            printf '%s=%s\n' "$variable" "${!variable}"
    done
    printf '%s\n' "HEALTH_PORT=$2" "BUS_KEY_FILE=$var/keys/bus" \
        "REDIS_URL=redis://$name:$(cat "$var/keys/redis-$name")@127.0.0.1:$REDIS_PORT"
    case $name in
    identity)
        printf '%s\n' "IDENTITY_STORE=$var/stores/identity.db" \
            "IDENTITY_KEY_FILE=$var/keys/identity"
        ;;
    mailer) printf '%s\n' "MAILER_STORE=$var/stores/mails.db" "MAILDIR=$var/mail" ;;
    dossier-intake)
        printf '%s\n' "DOSSIERS_STORE=$var/stores/dossiers.db" \
            "DOSSIERS_KEY_FILE=$var/keys/dossiers" "RECEIPT_KEY_FILE=$var/keys/receipts"
        ;;
    document-storage)
        printf '%s\n' "DOCUMENTS_STORE=$var/stores/documents.db" \
            "DOCUMENTS_KEY_FILE=$var/keys/documents" "BLOB_DIRECTORY=$var/blobs"
        ;;
    notification) printf '%s\n' "NOTICES_STORE=$var/stores/notices.db" ;;
    esac
}

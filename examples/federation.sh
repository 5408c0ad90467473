# Starts a whole network on this machine as separate processes with their own keys and TLS: an authority, a coordinator, hospital
# nodes and a researcher. Sourced by the demonstration and the examples; `set -euo pipefail` is expected.
#
#   federation_begin FOLDER NETWORK CATALOG STUDY TABLES   keys, coordinator, researcher. TABLES as in a permit: '{patient: ["*"]}'
#   federation_hospital ID NAME JURISDICTION MAPPING DATA  one hospital: keys, enrolment, data
#   federation_researcher ID NAME JURISDICTION             one more researcher of the permit, who asks with CORDON_HOME=FOLDER/ID
#   federation_open                                        charter, permit (with DISCLOSURE as it is written in a draft, where that is set), agents started, waits until all are seen
#   federation_stop_hospital ID, federation_start_hospital ID, federation_start_coordinator
#   federation_end                                         stops everything; also runs when the script exits

CORDON_BIN=${CORDON_BIN:-.build/debug}

cordon() { "$CORDON_BIN/cordon" "$@"; }
cordon_node() { "$CORDON_BIN/cordon-node" "$@"; }
cordon_coordinator() { "$CORDON_BIN/cordon-coordinator" "$@"; }

federation_say() { printf '%s\n' "$*" >&2; }

federation_fail() {
    federation_say "$1"
    [ -f "${2:-}" ] && tail -n 20 "$2" >&2
    exit 1
}

federation_begin() {
    FEDERATION=$1 NETWORK=$2 CATALOG=$3 STUDY=$4 TABLES=$5
    HOSPITALS=()
    RESEARCHERS=()
    declare -gA AGENT=()
    COORDINATOR=""
    trap federation_end EXIT
    rm -rf "$FEDERATION"
    mkdir -p "$FEDERATION"
    export CORDON_HOME="$FEDERATION/researcher"
    local port
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
    URL=https://127.0.0.1:$port
    cordon authority init --dir "$FEDERATION/authority" --unprotected >"$FEDERATION/authority.log"
    cordon_coordinator init --state "$FEDERATION/coordinator" --id coordinator --name "Coordinator of $NETWORK" --jurisdiction FR \
        --url "$URL" --listen "127.0.0.1:$port" --authority "$FEDERATION/authority/authority.pub" >"$FEDERATION/coordinator.log"
    PIN=$(sed -n 's/^TLS certificate (SHA-256, to pin): //p' "$FEDERATION/coordinator.log")
    federation_researcher researcher "Researcher" FR
    federation_start_coordinator
}

federation_researcher() {
    CORDON_HOME="$FEDERATION/$1" cordon login --name "$2" --jurisdiction "$3" --coordinator "$FEDERATION/coordinator/coordinator-card.json" \
        --authority "$FEDERATION/authority/authority.pub" >>"$FEDERATION/login.log"
    RESEARCHERS+=("../$1/researcher-card.json")
}

federation_start_coordinator() {
    # Not through the function: its process number would be that of a shell, and the program would outlive it.
    "$CORDON_BIN/cordon-coordinator" serve --state "$FEDERATION/coordinator" >>"$FEDERATION/coordinator.log" 2>&1 &
    COORDINATOR=$!
    federation_wait_for "$FEDERATION/coordinator.log" "the coordinator" federation_answers "${URL##*:}"
}

federation_answers() { (: <"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# federation_wait_for LOG WHAT COMMAND...: tries the command for at most 20 seconds.
federation_wait_for() {
    local log=$1 what=$2 try
    shift 2
    for try in $(seq 1 80); do
        "$@" >/dev/null 2>&1 && return 0
        sleep 0.25
    done
    federation_fail "$what did not come up" "$log"
}

federation_hospital() {
    local id=$1 name=$2 jurisdiction=$3 mapping=$4 data=$5 state="$FEDERATION/$1" token
    HOSPITALS+=("$id")
    cordon_node init --state "$state" --id "$id" --name "$name" --jurisdiction "$jurisdiction" --catalog "$CATALOG" \
        --minimum-mode merged >"$FEDERATION/$id.log" 2>&1
    token=$(cordon_coordinator token "$id" --state "$FEDERATION/coordinator" 2>>"$FEDERATION/coordinator.log")
    cordon_node enroll --state "$state" --coordinator "$URL" --token "$token" --tls-fingerprint "$PIN" \
        --authority "$FEDERATION/authority/authority.pub" >>"$FEDERATION/$id.log"
    # 1 is a warning: a column that is the same everywhere, for example.
    cordon_node load "$data" --state "$state" --mapping "$mapping" --cutoff 2025-12-31 --quiet >>"$FEDERATION/$id.log" ||
        [ $? -eq 1 ] || federation_fail "$id could not load its data" "$FEDERATION/$id.log"
}

federation_open() {
    local id
    cordon_coordinator members --state "$FEDERATION/coordinator" --export "$FEDERATION/authority" >>"$FEDERATION/coordinator.log"
    {
        echo "network: $NETWORK"
        echo "version: 1"
        echo "valid_until: 2099-12-31"
        echo "catalog: $CATALOG"
        echo "coordinator: ../coordinator/coordinator-card.json"
        echo "members: [$(printf '%s.json, ' "${HOSPITALS[@]}" | sed 's/, $//')]"
        echo "floors: {threshold: 11, minimum_hospitals: 2, modes: [merged]}"
    } >"$FEDERATION/authority/charter.yaml"
    {
        echo "id: permit-1"
        echo "network: $NETWORK"
        echo "study: $STUDY"
        echo "title: $STUDY"
        echo "legal_basis: invented for this run"
        echo "researchers: [$(printf '%s, ' "${RESEARCHERS[@]}" | sed 's/, $//')]"
        echo "tables: $TABLES"
        echo "threshold: 11"
        echo "mode: merged"
        [ -z "${DISCLOSURE:-}" ] || echo "disclosure: $DISCLOSURE"
        echo "valid_from: 2020-01-01"
        echo "valid_until: 2099-12-31"
    } >"$FEDERATION/authority/permit.yaml"
    for id in charter permit; do
        cordon authority "sign-$id" "$FEDERATION/authority/$id.yaml" --key "$FEDERATION/authority/authority.key" \
            --out "$FEDERATION/authority/$id.json" >>"$FEDERATION/authority.log"
        cordon_coordinator "$id" install "$FEDERATION/authority/$id.json" --state "$FEDERATION/coordinator" >>"$FEDERATION/coordinator.log"
    done
    cordon_coordinator catalog install "Sources/CordonCatalog/Catalogs/$CATALOG.yaml" --state "$FEDERATION/coordinator" \
        >>"$FEDERATION/coordinator.log"
    for id in "${HOSPITALS[@]}"; do federation_start_hospital "$id"; done
    federation_wait_for "$FEDERATION/coordinator.log" "the network" cordon health --snapshot-days 100000
}

federation_start_hospital() {
    "$CORDON_BIN/cordon-node" serve --state "$FEDERATION/$1" >>"$FEDERATION/$1.log" 2>&1 &
    AGENT[$1]=$!
}

federation_stop_hospital() {
    kill "${AGENT[$1]}"
    wait "${AGENT[$1]}" 2>/dev/null || true
    unset "AGENT[$1]"
}

federation_end() {
    local id
    trap - EXIT
    for id in "${!AGENT[@]}"; do kill "${AGENT[$id]}" 2>/dev/null || true; done
    [ -z "$COORDINATOR" ] || kill "$COORDINATOR" 2>/dev/null || true
    for id in "${!AGENT[@]}"; do wait "${AGENT[$id]}" 2>/dev/null || true; done
    [ -z "$COORDINATOR" ] || wait "$COORDINATOR" 2>/dev/null || true
    AGENT=()
    COORDINATOR=""
}

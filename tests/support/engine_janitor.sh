#!/bin/sh
# Runs one container engine for a test program: engine_janitor.sh docker|podman DIR NUMBER
# Commands come one a line on standard input: "start DRIVER [FLAGS]", "kill". At its end, which comes however the test program
# ends, the engine is stopped and everything it left is removed.
kind=$1 dir=$2 number=$3
bridge=bt$number
daemon=
trap '' INT TERM HUP
export CONTAINERS_CONF="$dir/containers.conf" CONTAINERS_REGISTRIES_CONF="$dir/registries.conf"

start() { # DRIVER [flags of dockerd]
    driver=$1
    shift
    if [ "$kind" = docker ]; then
        dockerd --data-root "$dir/data" --exec-root "$dir/exec" --host "unix://$dir/engine.sock" --pidfile "$dir/pid" \
            --storage-driver "$driver" --bridge "$bridge" --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false "$@" \
            >>"$dir/log" 2>&1 </dev/null &
        daemon=$!
    else
        podman --root "$dir/root" --runroot "$dir/run" --tmpdir "$dir/tmp" --storage-driver "$driver" \
            system service --time=0 "unix://$dir/engine.sock" >>"$dir/log" 2>&1 </dev/null &
        daemon=$!
    fi
}

# dockerd's containerd dies with it. The next dockerd takes a process of that number, a zombie too, for one that still
# runs, and waits for it.
crash() {
    kill -9 "$daemon"
    wait "$daemon" 2>/dev/null
    containerd=$(cat "$dir/exec/containerd/containerd.pid" 2>/dev/null) && kill -9 "$containerd" 2>/dev/null
    rm -f "$dir/exec/containerd/containerd.pid"
}

# Shims, containerd and conmon carry our folder in their command line.
left_over() {
    for p in /proc/[0-9]*; do
        [ "${p#/proc/}" = $$ ] && continue
        if tr '\0' ' ' <"$p/cmdline" | grep -qF -- "$dir/"; then echo "${p#/proc/}"; fi
    done 2>/dev/null
}

if [ "$kind" = docker ]; then
    ip link add "$bridge" type bridge && ip addr add "198.18.$((number % 250)).1/24" dev "$bridge" && ip link set "$bridge" up
else
    mkdir -p "$dir/cni"
    # RealEngine::registryPort() says the same.
    printf '[[registry]]\nlocation = "127.0.0.1:%d"\ninsecure = true\n' $((20000 + number % 10000)) >"$CONTAINERS_REGISTRIES_CONF"
    cat >"$CONTAINERS_CONF" <<END
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
lock_type = "file"
[containers]
default_ulimits = ["nofile=1024:1024", "nproc=4096:4096"]
[network]
network_config_dir = "$dir/cni"
END
fi

while read -r command argument; do
    case $command in
    start) eval "start $argument" ;;
    kill) crash ;;
    esac
done

if [ "$kind" = podman ]; then
    timeout 30 podman --root "$dir/root" --runroot "$dir/run" --tmpdir "$dir/tmp" rm -f -a -t 0 >/dev/null 2>&1
fi
if [ -n "$daemon" ] && kill -TERM "$daemon" 2>/dev/null; then
    n=0
    while kill -0 "$daemon" 2>/dev/null && [ $n -lt 200 ]; do n=$((n + 1)); sleep 0.1; done
    kill -9 "$daemon" 2>/dev/null
fi
for pid in $(left_over); do kill -9 "$pid" 2>/dev/null; done
awk -v dir="$dir/" 'index($2, dir) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount -l "$mount"; done
[ "$kind" = docker ] && ip link del "$bridge" 2>/dev/null
rm -rf "$dir"

#!/usr/bin/env bash
# idle.sh [BIN_DIR] [SECONDS]: how often berth and berth-agent wake up while nothing happens, as voluntary context
# switches per second and thread; ten idle tabs, both panels open. Needs Xvfb and xdotool. Prints, asserts nothing.
set -euo pipefail
bin=$(cd "${1:-build/bin}" && pwd)
seconds=${2:-30}
work=$(mktemp -d)
export HOME=$work XDG_RUNTIME_DIR=$work/run LC_ALL=C.UTF-8 SHELL=/bin/bash
unset WAYLAND_DISPLAY XDG_CONFIG_HOME XDG_DATA_HOME BERTH_RUNTIME_DIR BERTH_DATA_DIR
mkdir -m 700 "$XDG_RUNTIME_DIR"

running=()
finish() {
    [ ${#running[@]} -eq 0 ] || kill "${running[@]}" 2>/dev/null || true
    wait
    rm -rf "$work"
}
trap finish EXIT

mkfifo "$work/display"
Xvfb -displayfd 3 -screen 0 1400x900x24 -nolisten tcp 3>"$work/display" 2>/dev/null &
running+=($!)
DISPLAY=:$(head -n 1 "$work/display")
export DISPLAY

# Prints "NAME SWITCHES" of each thread of process $1.
switches() {
    local task
    for task in /proc/"$1"/task/*; do
        printf '%s/%s %s\n' "$(<"$task/comm")" "${task##*/}" "$(sed -n 's/^voluntary_ctxt_switches:\t//p' "$task/status")"
    done 2>/dev/null | sort
}

compare() { # PROGRAM BEFORE AFTER
    join -j 1 "$2" "$3" | awk -v program="$1" -v seconds="$seconds" '
        { rate = ($3 - $2) / seconds; sum += rate; sub(/\/[0-9]+$/, "", $1); if (rate > 0) printf "  %-18s %6.2f\n", $1, rate }
        END { printf "%-20s %6.2f /s in %d threads\n", program, sum, NR }'
}

measure() { # TITLE TABS [berth arguments]
    local title=$1 tabs=$2 berth agent count
    shift 2
    "$bin/berth" -o containers.discover=false -o terminal.cursor_blink=false "$@" 2>"$work/errors" &
    berth=$!
    running+=("$berth")
    until xdotool search --onlyvisible --pid "$berth" >/dev/null 2>&1; do
        kill -0 "$berth" || { cat "$work/errors" >&2 && exit 1; }
        sleep 0.2
    done
    xdotool mousemove 600 400 click 1 # no window manager gives it the focus
    shells() { pgrep -c -P "$berth" bash || true; }
    for ((count = 1; count <= tabs; ++count)); do
        until [ "$(shells)" -ge "$count" ]; do sleep 0.2; done
        [ "$count" -eq "$tabs" ] || xdotool key --delay 50 ctrl+shift+t
    done
    agent=$(pgrep -P "$berth" berth-agent || true)
    sleep 10 # the shells' start and gRPC's first timers are over
    switches "$berth" >"$work/berth0"
    [ -z "$agent" ] || switches "$agent" >"$work/agent0"
    sleep "$seconds"
    switches "$berth" >"$work/berth1"
    [ -z "$agent" ] || switches "$agent" >"$work/agent1"
    printf '%s (%d shells)\n' "$title" "$(shells)"
    compare berth "$work/berth0" "$work/berth1"
    [ -z "$agent" ] || compare berth-agent "$work/agent0" "$work/agent1"
    kill "$berth"
    wait "$berth" || true
}

measure "ten tabs, assistant on" 10
measure "ten tabs, assistant off" 10 -o assistant.enabled=false

#!/bin/sh
# page.sh PROGRAM TAIL PAGE: what the program says of itself, and the sections that it does not know.
set -eu
{ "$1" --manual && cat "$2"; } >"$3.new"
mv "$3.new" "$3"

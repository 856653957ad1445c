#!/bin/sh
# Runs the command (a Postgres) so that it does not outlive whoever started it, however that one ends: says its process id, waits until
# the standard input closes or the command ends. Then it stops the command: fast, and after 8 s for certain. Ends as the command did.
exec 3<&0
"$@" </dev/null >&2 3<&- &
server=$!
echo "$server"
{
  cat <&3
  kill -INT "$server"
  kill -CONT "$server" # A frozen one would not hear it.
  ticks=0
  while [ "$ticks" -lt 80 ]; do
    sleep 0.1
    ticks=$((ticks + 1))
  done
  kill -KILL "$server"
} >/dev/null 2>&1 &
wait "$server"
code=$?
kill "$!"
exit "$code"

#!/usr/bin/env bash
# Sends one ASTM message, record by record, as an analyzer does, and prints what the host answers, also to a question.
# Needs nothing but bash.
#
#   docs/examples/send-astm.sh [-h HOST] [-p PORT] FILE [NAME=VALUE ...]
#
# Each line of FILE is a record; each @NAME@ in it becomes VALUE.
# Ends with 0 when every frame was acknowledged, 1 when one was not, 2 when there was no answer.
set -euo pipefail
export LC_ALL=C

host=localhost
port=15200
while getopts "h:p:" option; do
  case "$option" in
    h) host=$OPTARG ;;
    p) port=$OPTARG ;;
    *) exit 64 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || { echo "usage: $0 [-h HOST] [-p PORT] FILE [NAME=VALUE ...]" >&2; exit 64; }

enq=$'\x05' ack=$'\x06' nak=$'\x15' eot=$'\x04' stx=$'\x02' etx=$'\x03'
file=$1
shift

hear() {
  IFS= read -r -t "${1:-30}" -d '' -n 1 reply <&3 || return 1
}

expect_ack() {
  hear || { echo "No answer from $host:$port within 30 seconds." >&2; exit 2; }
  [ "$reply" = "$ack" ] || { echo "$1: refused" >&2; exit 1; }
  echo "$1: acknowledged"
}

checksum() {
  local sum=0 at code
  for ((at = 0; at < ${#1}; at++)); do
    printf -v code '%d' "'${1:at:1}"
    sum=$(((sum + (code & 255)) & 255))
  done
  printf '%02X' "$sum"
}

exec 3<>"/dev/tcp/$host/$port"
asks=no
number=0
printf '%s' "$enq" >&3
expect_ack "call"
while IFS= read -r line || [ -n "$line" ]; do
  line=${line%$'\r'}
  [ -n "$line" ] || continue
  for assignment in "$@"; do
    line=${line//@${assignment%%=*}@/${assignment#*=}}
  done
  [ "${line:0:2}" = "Q|" ] && asks=yes
  number=$(((number + 1) % 8))
  summed=$number$line$'\r'$etx
  printf '%s%s%s\r\n' "$stx" "$summed" "$(checksum "$summed")" >&3
  expect_ack "${line:0:40}"
done <"$file"
printf '%s' "$eot" >&3

if [ "$asks" = yes ]; then
  hear || { echo "The host does not answer the question." >&2; exit 2; }
  [ "$reply" = "$enq" ] || { echo "The host does not call." >&2; exit 1; }
  printf '%s' "$ack" >&3
  while hear && [ "$reply" != "$eot" ]; do
    IFS= read -r -t 30 -d $'\n' frame <&3
    record=${frame:1}
    printf '%s\n' "${record%%$'\r'*}"
    printf '%s' "$ack" >&3
  done
fi
exec 3<&- 3>&-

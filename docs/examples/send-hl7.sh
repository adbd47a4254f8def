#!/usr/bin/env bash
# Sends one HL7 v2 message over MLLP and prints the acknowledgement. Needs nothing but bash.
#
#   docs/examples/send-hl7.sh [-h HOST] [-p PORT] FILE [NAME=VALUE ...]
#
# Lines of FILE end as they like; each @NAME@ in it becomes VALUE.
# Ends with 0 when the message was accepted (AA or CA), 1 when it was not, 2 when there was no answer.
set -euo pipefail

host=localhost
port=2575
while getopts "h:p:" option; do
  case "$option" in
    h) host=$OPTARG ;;
    p) port=$OPTARG ;;
    *) exit 64 ;;
  esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || { echo "usage: $0 [-h HOST] [-p PORT] FILE [NAME=VALUE ...]" >&2; exit 64; }

message=""
while IFS= read -r line || [ -n "$line" ]; do
  line=${line%$'\r'}
  [ -z "$line" ] || message+=$line$'\r'
done <"$1"
shift
for assignment in "$@"; do
  message=${message//@${assignment%%=*}@/${assignment#*=}}
done

exec 3<>"/dev/tcp/$host/$port"
printf '\x0b%s\x1c\r' "$message" >&3
answer=""
IFS= read -r -t 30 -d $'\x1c' answer <&3 || { echo "No answer from $host:$port within 30 seconds." >&2; exit 2; }
exec 3<&- 3>&-
answer=${answer#$'\x0b'}
printf '%s\n' "${answer//$'\r'/$'\n'}"
[[ $answer == *$'\r'MSA\|[AC]A\|* ]]

#!/bin/sh
# What Postgres must hold once each line of an access log was sent: events, page views, visitors, sessions, the ten top pages.
# Counted by awk and sort alone, so that nothing of Holdfast counts for itself. The rules are those of docs/drills.md.
set -eu
export LC_ALL=C # Bytes compare as they do in Postgres' collation "C".
log=${1:?Usage: sh drill/expected.sh LOG[.gz]}

# visitor, second, method, page: one line an event.
requests() {
  gzip -cdf "$log" | awk '
    BEGIN {
      OFS = "\037"
      split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", names, " ")
      for (number in names) month[names[number]] = number
    }
    # Days since 1970 of a day of the Gregorian calendar, whose years begin in March here.
    function days(y, m, d) {
      if (m <= 2) { y -= 1; m += 12 }
      return 365 * y + int(y / 4) - int(y / 100) + int(y / 400) + int((153 * (m - 3) + 2) / 5) + d - 719469
    }
    function plain(field) { gsub(/\001/, "\\", field); gsub(/\002/, "\"", field); return field }
    {
      sub(/[ \t\r]+$/, "")
      gsub(/\\\\/, "\001") # What is escaped in a quoted field ends none.
      gsub(/\\"/, "\002")
      count = split($0, part, "\"") # before, request, status and bytes, referrer, a blank, agent, what a site added
      if (count < 7 || part[5] != " ") next
      if (part[1] !~ /^[^ ]+ [^ ]+ .+ \[[^]]*\] $/ || part[3] !~ /^ [0-9][0-9][0-9] ([0-9]+|-) $/) next
      if (part[7] != "" && part[7] !~ /^[ \t]/) next
      if (part[2] !~ /^[A-Z][A-Z_-]* [^ ]/) next
      address = part[1]; sub(/ .*/, "", address)
      time = part[1]; sub(/.*\[/, "", time); sub(/\] $/, "", time)
      if (time !~ /^[0-9][0-9]\/[A-Z][a-z][a-z]\/[0-9][0-9][0-9][0-9]:[0-9][0-9]:[0-9][0-9]:[0-9][0-9] [+-][0-9][0-9][0-9][0-9]$/) next
      if (!(substr(time, 4, 3) in month)) next
      offset = (substr(time, 23, 2) * 60 + substr(time, 25, 2)) * 60
      if (substr(time, 22, 1) == "-") offset = -offset
      second = days(substr(time, 8, 4) + 0, month[substr(time, 4, 3)] + 0, substr(time, 1, 2) + 0) * 86400
      second += substr(time, 13, 2) * 3600 + substr(time, 16, 2) * 60 + substr(time, 19, 2) - offset
      request = part[2]; sub(/ HTTP\/[0-9](\.[0-9])?$/, "", request)
      method = request; sub(/ .*/, "", method)
      page = plain(substr(request, length(method) + 2)); sub(/[?#].*/, "", page)
      if (page ~ /^\//) page = "https://www.example.com" page
      agent = part[6] == "-" ? "" : plain(part[6])
      printf "%s %s%s%.0f%s%s%s%s\n", address, agent, OFS, second, OFS, method, OFS, page
    }'
}

events=$(mktemp)
trap 'rm -f "$events"' EXIT
requests >"$events"
separator=$(printf '\037')

echo "events $(awk 'END { print NR }' "$events")"
echo "page_views $(awk -F '\037' '$3 == "GET"' "$events" | awk 'END { print NR }')"
echo "visitors $(cut -d "$separator" -f 1 "$events" | sort -u | awk 'END { print NR }')"
# A session ends where its visitor does nothing for more than 30 minutes.
sort -t "$separator" -k 1,1 -k 2,2n "$events" | awk -F '\037' '
  $1 != visitor || $2 - second > 1800 { sessions += 1 }
  { visitor = $1; second = $2 }
  END { print "sessions " sessions + 0 }'
awk -F '\037' '$3 == "GET" { views[$4] += 1 } END { for (page in views) print "page " views[page] " " page }' "$events" |
  sort -k 2,2nr -k 3 | awk 'NR <= 10'

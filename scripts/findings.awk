# Findings of a JSON report (or of fixtures/demo/expected.json), one a line:
#   day | rule | kind | order_no | field | old | new
# `day` is given with -v day=…; a record's own "day" wins. Reads what stands
# after "findings"; every record begins with "rule".

function flush_record() {
    if (open) print d "|" v["rule"] "|" v["kind"] "|" v["order_no"] "|" v["field"] "|" v["old"] "|" v["new"]
}

/"findings"[ ]*:/ { on = 1; sub(/^.*"findings"[ ]*:/, "") }

on {
    rest = $0
    while (match(rest, /"[a-z_]+"[ ]*:[ ]*("([^"\\]|\\.)*"|null|true|false|-?[0-9.]+)/)) {
        pair = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        key = pair; sub(/^"/, "", key); sub(/".*$/, "", key)
        value = pair; sub(/^"[a-z_]+"[ ]*:[ ]*/, "", value); gsub(/^"|"$/, "", value)
        if (key == "rule") {
            flush_record()
            split("", v)
            open = 1
            d = day
        }
        if (key == "day") d = value
        v[key] = value
    }
}

END { flush_record() }

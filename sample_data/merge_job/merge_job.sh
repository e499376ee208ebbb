#!/usr/bin/env bash
# A merge job that cannot merge what was not checked. Run it in a folder of its own, with the steps to do (all by default):
#
#   merge_job.sh [export] [check] [load] [verify] [merge] [after]
#
# JOB_DB and LOADER_DB are the addresses by which psql and sekisho reach the database as the merging role and as the loader;
# GATE_KEY is the job's private key (gate.key.pub beside it), MERGES the list that another job proposed.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
: "${JOB_DB:?}" "${LOADER_DB:?}" "${GATE_KEY:?}"
merges=${MERGES:-$here/merges.csv}
policy=${POLICY:-$here/policy.toml}
psql=(psql -X -q -v ON_ERROR_STOP=1 -d "$JOB_DB")

# The columns as the policy names them; texts come as they are, dates as ISO 8601.
export_records() {
    "${psql[@]}" -c "set datestyle = 'ISO, YMD'" -c "\\copy (select customer_id, brand, family_name, given_name, kana, mobile, tel, birthdate from crm.customer where merged_into is null order by customer_id) to 'records.csv' (format csv, header)"
}

# 0: all passed, 1: some did not and approved.csv holds those that did. Anything else approves nothing.
check() {
    local code=0
    sekisho check --records records.csv --merges "$merges" --policy "$policy" --out gate --replace \
        --key "$GATE_KEY" --proposer nightly --ledger ledger.jsonl --valid-for 12h || code=$?
    [ "$code" -le 1 ] || exit "$code"
}

load() { sekisho load --certificate gate/certificate.json --key "$GATE_KEY.pub" --db "$LOADER_DB" --lease 1h; }

# Before: guard, papers and rows are whole. After: nobody took the guard away meanwhile.
verify() {
    sekisho verify --certificate gate/certificate.json --merges gate/approved.csv --policy "$policy" \
        --key "$GATE_KEY.pub" --ledger ledger.jsonl --db "$LOADER_DB"
}

# The certificate's ID is what names it in the database: the digest of the signed statement.
certificate() {
    sed 's/.*"payload":"\([^"]*\)".*/\1/' gate/certificate.json | base64 -d | sha256sum | cut -d ' ' -f 1
}

merge() { "${psql[@]}" -v certificate="$(certificate)" -f "$here/merge.sql" >/dev/null; }

for step in "${@:-all}"; do
    case $step in
        all) export_records && check && load && verify && merge && verify ;;
        export) export_records ;;
        check) check ;;
        load) load ;;
        verify | after) verify ;;
        merge) merge ;;
        *) echo "merge_job.sh: no such step: $step" >&2 && exit 2 ;;
    esac
done

/** What the pack demands of a stack, by key. Each has a rule at least; a test says so. */
export const demands: Readonly<Record<string, string>> = {
  "failover-records-in-pairs": "Failover records come in pairs.",
  "failover-records-checked": "Primary and secondary record have a health check, and one that can fail.",
  "record-ttl": "A failover record's TTL is at most 60 s; an alias has none, and so a check of its own.",
  "check-speed": "A check's interval times its failures is at most 30 s.",
  "check-not-at-failover-name": "A check does not ask the failover name.",
  "check-matches-string": "A check looks for a string.",
  "missing-data-said": "A check on metrics says what missing data means.",
  "stop-switch-in-standby": "A switch that stops the primary is in the standby's region.",
  "alarm-on-every-check": "Every check has an alarm.",
  "data-buckets-versioned": "Data buckets keep versions.",
  "data-buckets-replicated": "Data buckets are replicated to the peer.",
  "certificate-per-region": "Each region has its own certificate.",
  "certificate-expiry-alarm": "Each certificate has an alarm before it ends.",
  "data-resources-protected": "Data resources are protected or retained.",
  "standby-capacity-equal": "The standby's capacity equals the primary's.",
  "acknowledgement-path-stays-in-region":
    "Nothing in the acknowledgement path refers to another region's control plane.",
  "least-privilege":
    "Policies of what the pack speaks of have no wildcards beyond what AWS has no narrower word for, and service principals cannot be made somebody else's deputy.",
};

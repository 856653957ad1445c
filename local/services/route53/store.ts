/** What Route 53 remembers: zones, records, checks, tags. Written to a file on each change, read back on start. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { readJsonIfThere, writeWhole } from "../files";
import type { RecordSet } from "./model/records";

export interface StoredZone {
  readonly id: string;
  readonly name: string;
  readonly callerReference: string;
  readonly comment?: string;
  records: readonly RecordSet[];
}

/** The configuration of a health check, by the names of the API ("HealthCheckConfig"). */
export interface HealthCheckConfig {
  readonly Type: "HTTP" | "HTTPS" | "HTTP_STR_MATCH" | "HTTPS_STR_MATCH" | "TCP" | "CALCULATED";
  readonly IPAddress?: string;
  readonly Port?: number;
  readonly ResourcePath?: string;
  readonly FullyQualifiedDomainName?: string;
  readonly SearchString?: string;
  /** Seconds; 10 or 30. */
  readonly RequestInterval?: number;
  /** Consecutive results, 1 to 10. */
  readonly FailureThreshold?: number;
  readonly MeasureLatency?: boolean;
  readonly Inverted?: boolean;
  readonly Disabled?: boolean;
  /** How many of ChildHealthChecks must be healthy, 0 to 256. */
  readonly HealthThreshold?: number;
  readonly ChildHealthChecks?: readonly string[];
  readonly EnableSNI?: boolean;
  readonly Regions?: readonly string[];
}

export interface StoredCheck {
  readonly id: string;
  readonly callerReference: string;
  version: number;
  config: HealthCheckConfig;
  /** What its checkers last agreed on; a new run begins there. */
  endpointHealthy: boolean;
}

interface Content {
  zones: StoredZone[];
  checks: StoredCheck[];
  /** References of deleted checks, which are refused for ever ("CreateHealthCheck", CallerReference). */
  spentReferences: string[];
  /** By `<resource type>/<id>`. */
  tags: Record<string, Record<string, string>>;
}

export class Store {
  readonly zones: StoredZone[];
  readonly checks: Map<string, StoredCheck>;
  readonly spentReferences: Set<string>;
  readonly tags: Record<string, Record<string, string>>;
  readonly #file: string | undefined;

  /** Without a folder nothing outlives the process. */
  constructor(stateDir?: string) {
    if (stateDir !== undefined) mkdirSync(stateDir, { recursive: true });
    this.#file = stateDir === undefined ? undefined : join(stateDir, "route53.json");
    const content = read(this.#file);
    this.zones = content.zones;
    this.checks = new Map(content.checks.map((check) => [check.id, check]));
    this.spentReferences = new Set(content.spentReferences);
    this.tags = content.tags;
  }

  /** To be called after each change. The file is replaced at once, so a kill leaves the old or the new one. */
  save(): void {
    if (this.#file === undefined) return;
    const content: Content = {
      zones: this.zones,
      checks: [...this.checks.values()],
      spentReferences: [...this.spentReferences],
      tags: this.tags,
    };
    writeWhole(this.#file, JSON.stringify(content));
  }
}

const read = (file: string | undefined): Content =>
  (file === undefined ? undefined : readJsonIfThere<Content>(file)) ?? {
    zones: [],
    checks: [],
    spentReferences: [],
    tags: {},
  };

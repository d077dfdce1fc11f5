import type { Findings } from "../../problem/findings";
import { quote } from "../../problem/quote";
import { catalogueOf } from "../catalogue";
import { plainPath } from "../folder-path";
import { isAtLeast } from "../release";
import { defaultInImage } from "../rendering/image-defaults";
import type { SettingsContext } from "./context";

const MAX_RECORD = 16 * 1024 * 1024;
const RECORD_OVERHEAD = 10000;
const CHUNK = 256 * 1024 * 1024;

/** The rules by which a server refuses to start with values that fit their options. */
export function checkStartRules(
  settings: ReadonlyMap<string, unknown>,
  context: SettingsContext,
  findings: Findings,
): void {
  checkAppendSizes(settings, context, findings);
  checkIndexPath(settings, context, findings);
  checkThreads(settings, context, findings);
  checkDefaultPasswords(settings, context, findings);
}

/** A setting as the server will have it: of these, of all nodes, or by itself. */
function effective(
  option: string,
  settings: ReadonlyMap<string, unknown>,
  { release, shared }: SettingsContext,
): unknown {
  if (settings.has(option)) return settings.get(option);
  if (shared?.has(option) === true) return shared.get(option);
  const known = catalogueOf(release.version).options.get(option);
  return known && defaultInImage(release.version, known);
}

function checkAppendSizes(
  settings: ReadonlyMap<string, unknown>,
  context: SettingsContext,
  findings: Findings,
): void {
  const { version } = context.release;
  // From 25.1 an append may fill a chunk; before, it had to fit one record.
  const wholeChunk = isAtLeast(version, "25.1.0");
  const sizeFits = inRange("MaxAppendSize", wholeChunk ? CHUNK : MAX_RECORD - RECORD_OVERHEAD);
  const eventFits = inRange("MaxAppendEventSize", wholeChunk ? MAX_RECORD : Infinity);
  if (!wholeChunk || !sizeFits || !eventFits) return;

  const size = effective("MaxAppendSize", settings, context);
  const eventSize = effective("MaxAppendEventSize", settings, context);
  if (typeof size !== "number" || typeof eventSize !== "number" || eventSize <= size) return;
  if (!settings.has("MaxAppendSize") && !settings.has("MaxAppendEventSize")) return;
  const name = settings.has("MaxAppendEventSize") ? "MaxAppendEventSize" : "MaxAppendSize";
  findings.problem({
    code: "setting.appendSizes",
    path: `${context.path}.${name}`,
    got: `leaves MaxAppendEventSize ${eventSize} above MaxAppendSize ${size}`,
    expected: `${version} refuses to start so`,
    fix: `set MaxAppendEventSize to at most ${size} too`,
  });

  function inRange(option: string, max: number): boolean {
    const value = settings.get(option);
    if (typeof value !== "number" || context.isToken(value) || (value >= 1 && value <= max)) return true;
    const range = max === Infinity ? "at least 1" : `1 to ${max}`;
    findings.problem({
      code: "setting.range",
      path: `${context.path}.${option}`,
      got: `is ${value}`,
      expected: `must be ${range} (bytes), else ${version} refuses to start`,
      fix: "change the value",
    });
    return false;
  }
}

function checkIndexPath(
  settings: ReadonlyMap<string, unknown>,
  context: SettingsContext,
  findings: Findings,
): void {
  const index = settings.get("Index");
  const data = catalogueOf(context.release.version).options.get("Db")?.default;
  if (typeof index !== "string" || typeof data !== "string" || context.isToken(index)) return;
  if (plainPath(index) !== plainPath(data)) return;
  findings.problem({
    code: "setting.indexPath",
    path: `${context.path}.Index`,
    got: `is ${quote(index)}`,
    expected: `that is the data path, and ${context.release.version} refuses to start when both are one folder`,
    fix: `leave it out for ${quote(`${data}/index`)}`,
  });
}

/** Counts of which the server needs one at least, on releases where 0 does not stand for its own choice. */
const COUNTS = ["InitializationThreads", "ChunkInitialReaderCount", "ReaderThreadsCount", "WorkerThreads"];

function checkThreads(
  settings: ReadonlyMap<string, unknown>,
  context: SettingsContext,
  findings: Findings,
): void {
  const { version } = context.release;
  for (const option of COUNTS) {
    const value = settings.get(option);
    const known = catalogueOf(version).options.get(option);
    if (typeof value !== "number" || context.isToken(value) || value >= 1) continue;
    // A deprecated one is no longer read.
    if (typeof known?.default !== "number" || known.default < 1 || known.deprecated) continue;
    findings.problem({
      code: "setting.range",
      path: `${context.path}.${option}`,
      got: `is ${value}`,
      expected: `must be 1 or more, else ${version} refuses to start`,
      fix: `leave it out for ${known.default}`,
    });
  }
}

/** The users that these passwords are for exist in the server's own authentication only. */
function checkDefaultPasswords(
  settings: ReadonlyMap<string, unknown>,
  context: SettingsContext,
  findings: Findings,
): void {
  const type = effective("AuthenticationType", settings, context);
  if (typeof type !== "string" || context.isToken(type) || type === "internal") return;
  for (const option of ["DefaultAdminPassword", "DefaultOpsPassword"]) {
    const here = settings.has(option);
    const combined = settings.has("AuthenticationType") && context.shared?.has(option) === true;
    if (!here && !combined) continue;
    findings.problem({
      code: "setting.authentication",
      path: `${context.path}.${here ? option : "AuthenticationType"}`,
      got: `${here ? "is set" : `comes together with ${option}`}, while AuthenticationType is ${quote(type)}`,
      expected: `${context.release.version} refuses to start with a default password and another authentication than "internal"`,
      fix: `leave ${option} out`,
    });
  }
}

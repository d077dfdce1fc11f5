import type { Findings } from "../../problem/findings";
import { ALL_OPTION_NAMES, catalogueOf, releasesWith, undescribedKey, type ServerOption } from "../catalogue";
import { isAtLeast } from "../release";
import type { SettingsContext } from "./context";
import { derivationOf, type Derivation } from "./derived";
import { counterpartOf } from "./renamed";
import { nearestName, type Spelling } from "./spelling";

/** The option that a key names, or `undefined` after a problem that says what to write in its place. */
export function checkName(
  spelling: Spelling,
  path: string,
  context: SettingsContext,
  findings: Findings,
): ServerOption | undefined {
  const { version } = context.release;
  const catalogue = catalogueOf(version);
  const { key, plain } = spelling;
  const [first = ""] = plain;
  const known = catalogue.find(first);
  const name = known?.name ?? ALL_OPTION_NAMES.find((candidate) => candidate.toLowerCase() === first);
  const derivation = derivationOf(plain, { version, secure: context.secure });
  if (derivation !== undefined) {
    const { got, expected } = ownState(name, spelling, derivation, context);
    findings.problem({ code: "setting.derived", path, got, expected, fix: derivation.fix });
  } else if (known !== undefined && known.name === key) {
    return known;
  } else if (known !== undefined) {
    const got =
      known.name === spelling.shown ? "has more than the name in its key" : `stands for ${known.name}`;
    const expected = "settings go by the option's own name";
    findings.problem({ code: "setting.spelling", path, got, expected, fix: `write ${known.name}` });
  } else if (name !== undefined) {
    const got = `exists in ${releasesWith(name)}`;
    findings.problem({
      code: "setting.otherRelease",
      path,
      got,
      expected: `${version} has no such setting`,
      fix: "leave it out",
    });
  } else {
    unknown(spelling, path, context, findings);
  }
  return undefined;
}

/** What is true of a derived setting in this release. */
function ownState(
  name: string | undefined,
  spelling: Spelling,
  { why, here }: Derivation,
  context: SettingsContext,
): { readonly got: string; readonly expected: string } {
  const { version } = context.release;
  const catalogue = catalogueOf(version);
  if (name === undefined) return { got: "is not yours to set", expected: why };
  const known = catalogue.options.get(name);
  if (known === undefined) {
    const got = `exists in ${releasesWith(name)}`;
    if (here === true) return { got, expected: why };
    const counterpart = counterpartOf(name, catalogue);
    const has =
      counterpart === undefined ? `${version} has no such setting` : `${version} has ${counterpart}`;
    return { got, expected: has };
  }
  if (name === "DisableInternalTcpTls" && isAtLeast(version, "20.6.1")) {
    return {
      got: "has no effect",
      expected: "no release from 20.6.1 on reads it, and nodes of a secure cluster never meet in plain",
    };
  }
  if (known.replacedBy !== undefined) return { got: `was renamed to ${known.replacedBy}`, expected: why };
  return { got: name === spelling.shown ? "is not yours to set" : `stands for ${name}`, expected: why };
}

function unknown(spelling: Spelling, path: string, context: SettingsContext, findings: Findings): void {
  const { version } = context.release;
  const [first = ""] = spelling.plain;
  const undescribed = undescribedKey(first, version);
  if (undescribed !== undefined) {
    const got = undescribed.read
      ? `is read by ${version}, which describes no such setting`
      : `is accepted by ${version} without effect`;
    findings.problem({
      code: "setting.undescribed",
      path,
      got,
      expected: "must be a described setting",
      fix: "leave it out",
    });
    return;
  }
  const nearest = nearestName(first, catalogueOf(version));
  const { secure } = context;
  const derivation =
    nearest === undefined ? undefined : derivationOf([nearest.toLowerCase()], { version, secure });
  findings.problem({
    code: "setting.unknown",
    path,
    got: `is no setting of ${version}`,
    expected: "must be a setting that the release knows",
    fix:
      nearest === undefined
        ? "leave it out"
        : `did you mean ${nearest}?${derivation === undefined ? "" : ` Of that: ${derivation.fix}`}`,
  });
}

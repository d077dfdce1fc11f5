import { catalogueOf } from "../server/catalogue";
import { undescribedKey } from "../server/catalogue/undescribed-keys";
import { isAtLeast } from "../server/release";
import type { ServerPlan } from "../server/server-plan";
import { derivationOf } from "../server/user-settings/derived";
import { readSpelling } from "../server/user-settings/spelling";
import type { Report } from "./report";

/** A variable that the server reads as one of its options. */
const SERVERS = /^(EVENTSTORE|KURRENTDB|UNSUPPORTED_EVENTSTORE)_/i;

/** Whether a variable of the environment is for the server. */
export function isServerVariable(name: string): boolean {
  return SERVERS.test(name);
}

/** Judges an option that reached the server past the props: a variable's name, or `--an-option`. */
export function judgeOption(
  name: string,
  server: Pick<ServerPlan, "release" | "secure">,
  attribute: string,
  report: Report,
): void {
  const { version } = server.release;
  const { plain, shown } = readSpelling(name);
  const derivation = derivationOf(plain, { version, secure: server.secure });
  const [first = ""] = plain;
  if (derivation !== undefined) {
    report.problem({ attribute, got: `adds ${shown}`, expected: derivation.why, fix: derivation.fix });
    return;
  }
  const known = plain.length > 1 || catalogueOf(version).find(first) !== undefined;
  if (!known && undescribedKey(first, version) === undefined && isAtLeast(version, "21.6.0")) {
    report.problem({
      attribute,
      got: `adds ${shown}`,
      expected: `${version} knows no such option, and refuses to start with it`,
      fix: "leave it out",
    });
    return;
  }
  report.warning({
    attribute,
    got: `adds ${shown}`,
    expected: "it was not checked against the release",
    fix: "use the prop settings, which is",
  });
}

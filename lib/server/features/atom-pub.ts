import { checkBoolean } from "../../problem/checked";
import type { Findings } from "../../problem/findings";
import { isVersion5 } from "../capabilities-of";
import { catalogueOf } from "../catalogue";
import type { Release } from "../release";
import type { SettingValue } from "../user-settings";

/** Whether AtomPub over HTTP is on: always on v5, off by default from 20.6. */
export function readAtomPub(asked: unknown, release: Release, findings: Findings): boolean {
  const version5 = isVersion5(release.version);
  if (asked === undefined) return version5;
  const wrong = { fix: "leave it out for the default" };
  const on = checkBoolean(asked, wrong, findings.at("atomPub"));
  if (on === undefined) return version5;
  if (!on && version5) {
    const expected = `${release.version} always serves AtomPub; it can be switched off from 20.6`;
    findings.problem({
      code: "atomPub.release",
      path: "atomPub",
      got: "is false",
      expected,
      fix: "leave it out, or use a release from 20.6.1",
    });
  }
  return on;
}

/** The setting that switches AtomPub on, where it is not on by itself. */
export function atomPubSettings(on: boolean, release: Release): Readonly<Record<string, SettingValue>> {
  const option = catalogueOf(release.version).find("EnableAtomPubOverHttp");
  return on && option !== undefined ? { [option.name]: true } : {};
}

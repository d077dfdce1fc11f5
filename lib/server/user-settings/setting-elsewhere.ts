import type { Elsewhere } from "../../problem/checked";
import { ALL_OPTION_NAMES } from "../catalogue";
import { RELEASES } from "../release";
import { derivationOf } from "./derived";
import { readSpelling } from "./spelling";

const NEWEST = RELEASES[RELEASES.length - 1] ?? "";

/** The units that servers end some names with, and people leave out. */
const UNITS = ["", "ms", "sec"];

/** What a key is that names a setting of some release, where no setting belongs. */
export function settingElsewhere(key: string, version = NEWEST): Elsewhere | undefined {
  const [plain = "", ...deeper] = readSpelling(key).plain;
  if (deeper.length > 0) return undefined;
  const meant = UNITS.map((unit) => `${plain}${unit}`);
  const name = ALL_OPTION_NAMES.find((one) => meant.includes(one.toLowerCase()));
  if (name === undefined) return undefined;
  const derivation = derivationOf([name.toLowerCase()], { version, secure: true });
  return {
    got: `is a setting of the server (${name})`,
    expected: derivation?.why ?? "those stand in the cluster's settings",
    fix: derivation?.fix ?? `use settings: { ${name}: … }`,
  };
}

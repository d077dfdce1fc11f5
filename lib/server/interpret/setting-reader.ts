import { catalogueOf, type Catalogue } from "../catalogue";
import { isAtLeast } from "../release";

/** Values by key, as a program writes them. */
export type SettingValues = Readonly<Record<string, string | number | boolean>>;

/** Reads settings as a release's server does: its defaults, its rule for booleans, letters of any case. */
export class SettingReader {
  private readonly catalogue: Catalogue;
  private readonly texts = new Map<string, string>();

  constructor(
    private readonly release: string,
    settings: SettingValues,
  ) {
    this.catalogue = catalogueOf(release);
    for (const [key, value] of Object.entries(settings))
      this.texts.set(key.toLowerCase(), String(value).trim());
  }

  /** Whether the release has the option. */
  knows(name: string): boolean {
    return this.catalogue.find(name) !== undefined;
  }

  /** Whether a value was given. */
  isGiven(name: string): boolean {
    return this.raw(name) !== undefined;
  }

  /** An option as text: what was given, else the default; `undefined` where there is neither, or no such option. */
  text(name: string): string | undefined {
    return this.knows(name) ? (this.raw(name) ?? this.defaultOf(name)) : undefined;
  }

  /** The default of an option as text; `undefined` where there is none. */
  defaultOf(name: string): string | undefined {
    const value = this.catalogue.find(name)?.default ?? "";
    return String(value) === "" ? undefined : String(value);
  }

  /** A whole number; 0 where there is none. */
  number(name: string): number {
    return wholeNumber(this.text(name)) ?? 0;
  }

  /** A switch; off where the release has none. */
  flag(name: string): boolean {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return false;
    // Through 21.2 everything that does not deny is a yes.
    return isAtLeast(this.release, "21.6.0") ? text === "true" : text !== "false" && text !== "0";
  }

  /** A list; empty where there is none. */
  list(name: string): readonly string[] {
    return (this.text(name) ?? "")
      .split(",")
      .map((element) => element.trim())
      .filter((element) => element !== "");
  }

  /** A value that stands outside the catalogue: a nested key or a plain environment variable. */
  raw(key: string): string | undefined {
    const text = this.texts.get(key.toLowerCase());
    return text === "" ? undefined : text;
  }
}

/** A whole number written in digits, else `undefined`. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

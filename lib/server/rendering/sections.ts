type Value = string | number | boolean | readonly string[];

/** Settings as a configuration file holds them: sections within sections. */
export interface Section {
  [key: string]: Value | Section;
}

/** A section without a prototype, so that every name is a name like any other. */
export function emptySection(): Section {
  return Object.create(null) as Section;
}

/** Puts a value into its section, which is made where there is none. */
export function place(section: Section, path: readonly string[], value: Value): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    section[name] = value;
    return;
  }
  const inner = (section[name] ??= emptySection());
  if (isSection(inner)) place(inner, rest, value);
  // The name above already has a value of its own: the whole path as one key means the same to the server.
  else section[path.join(":")] = value;
}

function isSection(value: Section[string]): value is Section {
  return typeof value === "object" && !Array.isArray(value);
}

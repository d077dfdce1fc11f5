/** One setting of a node on its way to the server, in the release's own spelling. */
export interface RenderedSetting {
  /**
   * An option's name (`"ReplicationIp"`), a nested key (`"TcpPlugin:EnableExternalTcp"`) or the literal name of
   * an environment variable, as `channel` says.
   */
  readonly key: string;
  /** Lists are one string with commas. */
  readonly value: string | number | boolean;
  /** `option` is in the release's catalogue, `nested` in a section, `plainEnvironment` a variable as it is. */
  readonly channel: "option" | "nested" | "plainEnvironment";
  /** Whether only the environment may hold it. */
  readonly secret: boolean;
}

/** A file to be put into a node's container. */
export interface RenderedFile {
  readonly path: string;
  readonly content: string;
}

/** Settings in the order of their keys, the same on every machine. */
export function sortedByKey(settings: readonly RenderedSetting[]): readonly RenderedSetting[] {
  return [...settings].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

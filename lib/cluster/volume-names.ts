/** What the library keeps of a node in a volume of its own. */
export type VolumePart = "control" | "data" | "settings";

/** The name of a node's volume. */
export function volumeName(cluster: string, node: string, part: VolumePart): string {
  return `${cluster}-${node}-${part}`;
}

/**
 * The cluster for which the library makes a volume of that name, to write its own files there. Data volumes are none of
 * these: who names one wants its data.
 */
export function makerOf(volume: string): string | undefined {
  return /^(.+)-(?:node|replica)-\d+-(?:tls|settings|control)$/.exec(volume)?.[1];
}

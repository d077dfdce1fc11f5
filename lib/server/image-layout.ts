import { isAtLeast, lineOf } from "./release";

/** Where things are in a release's image, and what its server needs there. */
export interface ImageLayout {
  /** Where the image keeps its data; the volume is mounted here. */
  readonly dataPath: string;
  /** The folder of the conf file and of kestrelsettings.json. */
  readonly configDirectory: string;
  /** A folder for certificates and keys, in which the image itself has nothing. */
  readonly tlsDirectory: string;
  /** v5: the trust store of Mono, in the home of the image's user. The system's own is not Mono's. */
  readonly monoStore?: string;
  /** Who runs the server. */
  readonly user: { readonly uid: number; readonly gid: number };
  /** Whether the server ignores a stop as first process of its container, so that an init has to pass it on. */
  readonly needsInit: boolean;
  /** The program that the image starts. */
  readonly entrypoint: string;
  /** The program that takes command-line options; another one where the image's entrypoint drops them. */
  readonly commandLineEntrypoint: string;
}

/** Through 5.0.8 the image's entrypoint script starts the server without the container's arguments. */
const V5: ImageLayout = {
  ...foldersOf("eventstore"),
  monoStore: "/root/.config/.mono",
  user: { uid: 0, gid: 0 },
  needsInit: true,
  entrypoint: "/entrypoint.sh",
  commandLineEntrypoint: "eventstored",
};
const EVENTSTOREDB = layoutOf("eventstore", "/opt/eventstore/EventStore.ClusterNode", 1000);
const KURRENTDB_25 = layoutOf("kurrentdb", "/opt/kurrentdb/KurrentDB", 1000);
const KURRENTDB = layoutOf("kurrentdb", "/opt/kurrentdb/KurrentDB", 1001);

/** Where the images of all releases keep their data. */
export const DATA_PATHS: readonly string[] = [EVENTSTOREDB, KURRENTDB].map(({ dataPath }) => dataPath);

/** The layout of a release's image. */
export function imageLayoutOf(version: string): ImageLayout {
  if (!isAtLeast(version, "20.6.0")) return V5;
  if (!isAtLeast(version, "25.0.0")) return EVENTSTOREDB;
  return isAtLeast(version, "26.0.0") ? KURRENTDB : KURRENTDB_25;
}

function layoutOf(product: string, program: string, id: number): ImageLayout {
  return {
    ...foldersOf(product),
    user: { uid: id, gid: id },
    needsInit: false,
    entrypoint: program,
    commandLineEntrypoint: program,
  };
}

function foldersOf(product: string): Pick<ImageLayout, "dataPath" | "configDirectory" | "tlsDirectory"> {
  return {
    dataPath: `/var/lib/${product}`,
    configDirectory: `/etc/${product}`,
    tlsDirectory: `/etc/${product}/tls`,
  };
}

/** Whether a release reads kestrelsettings.json in its configuration directory: 20.10.4 and later, but not 21.2. */
export function readsKestrelSettings(release: string): boolean {
  return isAtLeast(release, "20.10.4") && lineOf(release) !== "21.2";
}

import { INSIDE } from "../stand-in/data-folder";
import { isSince } from "../stand-in/release";

/** What a release's own image brings along besides its server, as the stand-in's image must too. */
export interface ReleaseImage {
  /** The files that it holds, by path. */
  readonly files: Readonly<Record<string, string>>;
  readonly dataPath: string;
  /** Other folders that the server's user can write to. */
  readonly folders: readonly string[];
  /** The user of the server, `uid:gid`. */
  readonly user: string;
  /** The program that the image starts. */
  readonly entrypoint: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** Names are looked up by threads, and those of nodes that are away may keep theirs for long. */
const START = '#!/bin/sh\nexport UV_THREADPOOL_SIZE=32\nexec node /stand-in/server.js "$@"\n';
const VERSION_5_CONF = `---
RunProjections: All
IntIp: 0.0.0.0
ExtIp: 0.0.0.0
IntHttpPrefixes: http://*:2112/
ExtHttpPrefixes: http://*:2113/
AddInterfacePrefixes: false
`;

/** The image of a release, as far as a stand-in needs it. */
export function releaseImage(release: string): ReleaseImage {
  const kurrent = isSince(release, "25.0");
  const conf = kurrent ? "/etc/kurrentdb/kurrentdb.conf" : "/etc/eventstore/eventstore.conf";
  const dataPath = kurrent ? "/var/lib/kurrentdb" : "/var/lib/eventstore";
  const own = { "/stand-in/release": `${release}\n` };
  if (!isSince(release, "20.6")) {
    return {
      files: { ...own, [conf]: VERSION_5_CONF, "/entrypoint.sh": START, "/usr/bin/eventstored": START },
      dataPath,
      folders: [],
      user: "0:0",
      entrypoint: "/entrypoint.sh",
      environment: { EVENTSTORE_CLUSTER_GOSSIP_PORT: "2112" },
    };
  }
  const entrypoint = kurrent ? "/opt/kurrentdb/KurrentDB" : "/opt/eventstore/EventStore.ClusterNode";
  const sides = isSince(release, "23.10") ? ["NodeIp", "ReplicationIp"] : ["ExtIp", "IntIp"];
  return {
    files: {
      ...own,
      [conf]: `---\n${sides.map((side) => `${side}: 0.0.0.0\n`).join("")}`,
      [entrypoint]: START,
    },
    dataPath,
    folders: kurrent ? [INSIDE] : [],
    user: isSince(release, "26.0") ? "1001:1001" : "1000:1000",
    entrypoint,
    environment: {},
  };
}

import type Docker from "dockerode";
import { hasStatus } from "../apply/direct/create-container";
import { NotRun } from "./not-run";

/** A network that no cluster has anything to do with. */
export interface ForeignNetwork {
  readonly name: string;
  readonly cidr: string;
  readonly gateway: string;
  readonly internal: boolean;
}

/** A normal one, and one without a way out. */
export const FOREIGN_NETWORKS: readonly ForeignNetwork[] = [
  { name: "probe-foreign", cidr: "10.91.0.0/24", gateway: "10.91.0.1", internal: false },
  { name: "probe-foreign-internal", cidr: "10.91.1.0/24", gateway: "10.91.1.1", internal: true },
];

const OWNER = "cdktf-eventstoredb.engine-test";

/** @throws NotRun while another run is under way on the same engine, whose foreign networks tell of it */
export async function refuseAnotherRun(docker: Docker): Promise<void> {
  for (const { name } of FOREIGN_NETWORKS) {
    const owner = await ownerOf(docker, name);
    if (owner !== undefined && owner !== process.pid && isAlive(owner)) {
      throw new NotRun(`another run is under way on this engine, process ${owner}`);
    }
  }
}

/** Creates the foreign networks. */
export async function createForeignNetworks(docker: Docker): Promise<void> {
  for (const { name, cidr, gateway, internal } of FOREIGN_NETWORKS) {
    await docker.createNetwork({
      Name: name,
      Driver: "bridge",
      Internal: internal,
      CheckDuplicate: true,
      IPAM: { Driver: "default", Config: [{ Subnet: cidr, Gateway: gateway }] },
      Labels: { [OWNER]: String(process.pid) },
    });
  }
}

async function ownerOf(docker: Docker, name: string): Promise<number | undefined> {
  try {
    const { Labels } = (await docker.getNetwork(name).inspect()) as { Labels?: Record<string, string> };
    return Number(Labels?.[OWNER]);
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

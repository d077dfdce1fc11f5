import type { Construct } from "constructs";
import type { Way } from "./measured";
import type { Workload } from "./workload";

/** Loads what declares a cluster one way, and nothing of the other. */
export async function declaring(way: Way): Promise<(scope: Construct, cluster: Workload) => void> {
  return way === "library"
    ? (await import("./by-library")).declareByLibrary
    : (await import("./by-hand")).declareByHand;
}

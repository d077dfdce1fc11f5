import type { HostSpec } from "../../lib/network/asked/host-spec";

export const NAMES = ["a", "b", "c", "d", "e"];

export const internalOf = (n: number) => `10.60.0.${n + 1}`;
export const externalOf = (n: number) => `192.0.2.${n + 1}`;

/** Docker hosts with an address on each side, with more said of each. */
export const dockerHosts = (more: object = {}, count = 3) =>
  NAMES.slice(0, count).map((name, n) => ({
    name,
    internalAddress: internalOf(n),
    externalAddress: externalOf(n),
    ...more,
  })) satisfies readonly HostSpec[];

import { Security, type EventStoreClusterProps } from "../index";
import { refuse } from "./refuse";

/**
 * Props of a small cluster that is right, for tests that look at something else: three members of a long-term release,
 * insecure, on networks of their own.
 * @param more what is to be otherwise
 * @throws InvalidClusterError for what is no object; the cluster itself judges the props
 */
export function sampleProps(more: Partial<EventStoreClusterProps> = {}): EventStoreClusterProps {
  const given: unknown = more;
  if (typeof given !== "object" || given === null || Array.isArray(given))
    refuse(given, { path: "more", what: "an object of props", fix: "use { size: 1 }" }, sampleProps);
  return {
    version: "24.10.4",
    security: Security.insecure(),
    internalNetwork: { cidr: "10.240.0.0/24" },
    externalNetwork: { cidr: "10.240.1.0/24" },
    ...more,
  };
}

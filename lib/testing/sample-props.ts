import { Security, type EventStoreClusterProps } from "../index";

/**
 * Props of a small cluster that is right, for tests that look at something else: three members of a long-term release,
 * insecure, on networks of their own.
 * @param more what is to be otherwise
 */
export function sampleProps(more: Partial<EventStoreClusterProps> = {}): EventStoreClusterProps {
  return {
    version: "24.10.4",
    security: Security.insecure(),
    internalNetwork: { cidr: "10.240.0.0/24" },
    externalNetwork: { cidr: "10.240.1.0/24" },
    ...more,
  };
}

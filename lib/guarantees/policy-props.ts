/** Props of `EventStorePolicy`: each allows what it refuses otherwise. */
export interface EventStorePolicyProps {
  /**
   * Whether a cluster may be insecure: `Security.insecure()`.
   * @default false
   */
  readonly allowInsecure?: boolean;
  /**
   * Whether an image may be named by its tag alone, under which its registry may have another one tomorrow. Without,
   * `image` must end in the digest: `"…:24.10.4@sha256:…"`; so must what an override puts there.
   * @default false
   */
  readonly allowUnpinnedImages?: boolean;
  /**
   * Whether data may go with the cluster: `RemovalPolicy.DESTROY` and `ClusterData.inMemory()`.
   * @default false
   */
  readonly allowDestroy?: boolean;
  /**
   * Whether ports may be published on all addresses of the Docker host (`0.0.0.0` and `::`), by `clients` or an override.
   * Without, `bindIp` must name one address.
   * @default false
   */
  readonly allowPublishedEverywhere?: boolean;
  /**
   * Whether private keys may be in Terraform's state, as those of `Certificates.generated` and `fromValues` are.
   * Passwords, and the license key, are not asked for.
   * @default false
   */
  readonly allowKeysInState?: boolean;
}

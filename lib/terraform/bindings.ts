/*
 * The provider's bindings, by their deep paths: the package's root loads every resource.
 */
export {
  Container,
  type ContainerConfig,
  type ContainerUpload,
  type ContainerNetworksAdvanced,
  type ContainerVolumes,
} from "@cdktf/provider-docker/lib/container";
export { DataDockerNetwork } from "@cdktf/provider-docker/lib/data-docker-network";
export { Image } from "@cdktf/provider-docker/lib/image";
export { Network } from "@cdktf/provider-docker/lib/network";
export { Volume } from "@cdktf/provider-docker/lib/volume";

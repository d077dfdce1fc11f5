import { join } from "node:path";
import { standInReference } from "../image/build-image";
import type { HostSite } from "../machine/docker-hosts";
import { BETWEEN_NODES, type ByHand, FOR_CLIENTS, type HandNode, nodesOf } from "./by-hand";

/** The stack as Terraform reads it. */
export function stackByHand(
  hosts: readonly (HostSite & { readonly socket: string })[],
  { release, ports, settings }: ByHand,
  folder: string,
): unknown {
  const nodes = nodesOf(hosts);
  const perHost = (prefix: string, make: (node: HandNode) => object): Readonly<Record<string, unknown>> =>
    Object.fromEntries(
      nodes.map((node) => {
        const { name } = node.site;
        return [`${prefix}-${name}`, { provider: `docker.${name}`, ...make(node) }];
      }),
    );
  const network = (prefix: string, name: string, range: string) =>
    perHost(prefix, () => ({
      name,
      driver: "bridge",
      ipam_config: [{ subnet: `${range}.0/24`, gateway: `${range}.1`, ip_range: `${range}.128/25` }],
    }));
  return {
    terraform: {
      required_providers: { docker: { source: "kreuzwerker/docker" } },
      backend: { local: { path: join(folder, "terraform.tfstate") } },
    },
    provider: { docker: hosts.map(({ name, socket }) => ({ alias: name, host: socket })) },
    resource: {
      docker_network: {
        ...network("nodes", BETWEEN_NODES, "10.90.240"),
        ...network("clients", FOR_CLIENTS, "10.90.241"),
      },
      docker_image: perHost("image", () => ({ name: standInReference(release), keep_locally: true })),
      docker_container: perHost("node", (node) => ({
        name: node.name,
        hostname: node.name,
        image: `\${docker_image.image-${node.site.name}.image_id}`,
        restart: "always",
        log_driver: "json-file",
        networks_advanced: [
          { name: `\${docker_network.clients-${node.site.name}.id}`, ipv4_address: node.forClients },
          { name: `\${docker_network.nodes-${node.site.name}.id}`, ipv4_address: node.betweenNodes },
        ],
        ports: ports.map(({ on, hostPort, port }) => ({
          ip: on === "all" ? "0.0.0.0" : node.site[`${on}Address`],
          external: hostPort,
          internal: port,
          protocol: "tcp",
        })),
        env: Object.entries({
          CLUSTER_SIZE: nodes.length,
          DISCOVER_VIA_DNS: "false",
          ...settings(
            node,
            nodes.filter((other) => other !== node),
          ),
        }).map(([option, value]) => `EVENTSTORE_${option}=${value}`),
      })),
    },
  };
}

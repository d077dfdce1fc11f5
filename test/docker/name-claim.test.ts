import { Certificates, RemovalPolicy, Security } from "../../lib";
import { byName, synthCluster } from "./synth";

const CLAIM = "docker_container.eventstore_esdb_claim";

test("every volume that Terraform owns waits for the cluster's name", () => {
  const volumes = byName(
    synthCluster({
      readOnlyReplicas: 1,
      removalPolicy: RemovalPolicy.DESTROY,
      security: Security.tls(Certificates.generated()),
    }),
    "docker_volume",
  );
  for (const key of ["node-0", "node-1", "node-2", "replica-0"])
    for (const part of ["data", "settings"]) expect(volumes).toHaveProperty([`esdb-${key}-${part}`]);
  for (const [name, { depends_on }] of Object.entries(volumes))
    expect([name, depends_on]).toEqual([name, [CLAIM]]);
});

test("the claim is a container that never runs, with the cluster's image and labels", () => {
  const { resource } = synthCluster({ size: 1, internalNetwork: undefined, labels: { team: "orders" } });
  expect(resource.docker_container?.eventstore_esdb_claim).toMatchObject({
    name: "esdb-claim",
    image: "${docker_image.eventstore_esdb_image.image_id}",
    start: false,
    must_run: false,
    restart: "no",
    network_mode: "none",
    labels: [
      { label: "cdktf-eventstoredb.cluster", value: "esdb" },
      { label: "team", value: "orders" },
    ],
  });
});

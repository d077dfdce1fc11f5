import { Certificates, Security } from "cdktf-eventstoredb";
import type { Story } from "../story";

/** Containers that are clients, from wherever they are declared. */
export const CLIENTS: readonly Story[] = [
  {
    id: "life-clients",
    what: "clients in the cluster's stack, in another one and in another program, without and with TLS",
    generates: true,
    steps: async (life) => {
      await life.withClients({});
      await life.write(50);
      await life.withClients({ security: Security.tls(Certificates.generated()) });
      await life.settled();
      await life.apply({});
    },
  },
];

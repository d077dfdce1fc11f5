import { Certificates, Security } from "cdktf-eventstoredb";
import older from "../stacks/life-older-secure.json";
import type { Story } from "../story";

const GENERATED = Security.tls(Certificates.generated());

/** Clusters whose certificates come from elsewhere, or go with the cluster. Each leaves data to be found at the end. */
export const TRUST: readonly Story[] = [
  {
    id: "life-trust",
    what: "insecure → generated certificates → files → insecure → generated, removed, and insecure again",
    generates: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.apply({ security: GENERATED });
      await life.settled();
      await life.apply({ security: Security.tls(await life.ownCertificates()) });
      await life.settled();
      await life.apply({});
      await life.settled();
      await life.write(50);
      await life.apply({ security: GENERATED });
      await life.remove();
      await life.settled();
      await life.apply({});
    },
  },
  {
    id: "life-own-authority",
    what: "from generated certificates to the user's own in three applies, none of which starts a server again",
    generates: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.apply({ security: GENERATED });
      const own = await life.ownAuthority();
      const generated = await life.authority();
      const trustsBoth = Security.tls(Certificates.generated({ trustedRoots: [own] }));
      await life.whole(0, () => life.apply({ security: trustsBoth }));
      const both = Security.tls(await life.ownCertificates([generated]));
      await life.whole(0, () => life.apply({ security: both }));
      const alone = Security.tls(await life.ownCertificates());
      await life.whole(0, () => life.apply({ security: alone }));
      await life.settled();
      await life.apply({});
    },
  },
  {
    id: "life-own-authority-at-once",
    what: "from generated certificates to the user's own, without a step in which both are trusted: all at once",
    generates: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.apply({ security: GENERATED });
      await life.apply({ security: Security.tls(await life.ownCertificates()) });
      await life.settled();
      await life.apply({});
    },
  },
  {
    id: "life-older-secure",
    what: "a first apply over a secure cluster of 0.1.0, then removed, and insecure again",
    generates: true,
    steps: async (life) => {
      await life.apply({});
      await life.write(50);
      await life.remove();
      await life.applyStack(older, { security: GENERATED });
      await life.apply({ security: GENERATED });
      await life.settled();
      await life.remove();
      await life.settled();
      await life.apply({});
    },
  },
];

import { Certificates, ClientAccess, PortPlan, RemovalPolicy, Security } from "cdktf-eventstoredb";
import { type Layout, onLayout, OTHER_LAYOUTS } from "../layouts";
import type { Life } from "../life";
import type { Story } from "../story";

const LABELS = (value: string) => ({ labels: { team: value } });

const PUBLISHED = (first: Parameters<typeof PortPlan.sequential>[0]) => ({
  clients: ClientAccess.throughHost({ host: "localhost", ports: PortPlan.sequential(first) }),
  security: Security.insecure(),
});

/** Of three members two are a majority. */
const TWO = { fewest: 2 };

/** A rollout that is stopped after its first node, and run again. */
function stopped(by: "SIGTERM" | "SIGKILL", code: number): Story {
  return {
    id: `life-rollout-${by.slice(3).toLowerCase()}`,
    what: `a rollout that is sent ${by} in its second node, and run again`,
    steps: async (life) => {
      await life.apply({});
      await life.healthy();
      await life.writing(async () => {
        await life.rollOut(LABELS("one"), { ...TWO, code, killed: { by, after: /1 of 3: done/ } });
        await life.rollOut(LABELS("one"), TWO);
      });
      await life.settled();
    },
  };
}

/** Sees that the leader of before came last. */
async function leaderLast(life: Life, deed: () => Promise<string>): Promise<void> {
  const leader = await life.leader();
  const said = await deed();
  const order = [...said.matchAll(/: (node-\d+), \d of \d: done/g)].map(([, key]) => key);
  if (order.length !== 3 || order[2] !== leader)
    throw new Error(`${leader} led, and did not come last:\n${said}`);
}

function ofContainers(layout?: Layout): Story {
  return {
    ...onLayout("life-rollout", "a label, memory and an image change under writes, node by node", layout),
    steps: async (life) => {
      await life.apply({});
      await life.healthy();
      const image = await life.anotherImage("LABEL revision=1");
      await life.writing(async () => {
        await leaderLast(life, () => life.rollOut(LABELS("one"), TWO));
        await life.settled();
        await life.rollOut({ ...LABELS("one"), resources: { memory: 512 } }, { ...TWO, serially: true });
        await life.settled();
        await leaderLast(life, () => life.rollOut({ image }, TWO));
        await life.settled();
      });
      const again = await life.rollOut({ image });
      if (!again.includes("nothing to do")) throw new Error(again);
    },
  };
}

/** @param at which of the layouts it is: several are lived at once */
function ofPorts(layout?: Layout, at = -1): Story {
  const first = 23920 + 20 * at;
  const published = (http: number) =>
    PUBLISHED(layout?.line === "v5" ? { http, externalTcp: http + 5 } : { http });
  return {
    ...onLayout(
      "life-rollout-port",
      "published ports change node by node, and to those of the next node they do not",
      layout,
    ),
    steps: async (life) => {
      await life.apply(published(first));
      await life.healthy();
      await life.writing(async () => {
        await life.rollOut(published(first + 10), TWO);
        await life.settled();
        const said = await life.rollOut(published(first + 11), { ...TWO, code: 3 });
        if (!/port \d+, which node-\d has/.test(said)) throw new Error(said);
      });
      await life.apply(published(first + 10));
    },
  };
}

/** Clusters whose containers are replaced by the package's command. */
export const ROLLOUTS: readonly Story[] = [
  ofContainers(),
  ...OTHER_LAYOUTS.map(ofContainers),
  {
    id: "life-rollout-secure",
    what: "a label changes on a secure cluster with a replica; another authority, and none, are refused",
    generates: true,
    steps: async (life) => {
      const secure = (validDays?: number) => ({
        readOnlyReplicas: 1,
        security: Security.tls(
          Certificates.generated(validDays === undefined ? {} : { authorityValidDays: validDays }),
        ),
      });
      await life.apply(secure());
      await life.healthy();
      await life.rollOut({ ...secure(), ...LABELS("one") }, { fewest: 3 });
      await life.settled();
      const said = await life.rollOut({ ...secure(3000), ...LABELS("one") }, { code: 3 });
      if (!said.includes("another authority")) throw new Error(said);
      const insecure = await life.rollOut(LABELS("one"), { code: 3 });
      if (!insecure.includes("TLS")) throw new Error(insecure);
      // Only what is not encrypted is read at the end.
      await life.apply(LABELS("one"));
    },
  },
  ofPorts(),
  ...OTHER_LAYOUTS.map(ofPorts),
  stopped("SIGTERM", 130),
  stopped("SIGKILL", 137),
  {
    id: "life-rollout-broken",
    what: "an image whose server does not start: the first node only, and back by the next rollout",
    steps: async (life) => {
      await life.apply({ readyTimeout: 30 });
      await life.healthy();
      const before = await life.containers();
      const leader = await life.leader();
      const image = await life.brokenImage();
      const said = await life.rollOut({ image, readyTimeout: 30 }, { ...TWO, code: 1 });
      const after = await life.containers();
      const other = [...after].filter(([key, id]) => before.get(key) !== id).map(([key]) => key);
      if (other.length !== 1 || other[0] === leader) throw new Error(`touched ${other.join()}:\n${said}`);
      if (!said.includes(`${other[0] ?? ""} does not answer`)) throw new Error(`does not say why:\n${said}`);
      await life.rollOut({}, TWO);
      await life.settled();
    },
  },
  {
    id: "life-rollout-lost",
    what: "a node that lost its container and its data, and a label, in one rollout",
    steps: async (life) => {
      await life.apply({});
      await life.write(200);
      await life.healthy();
      await life.lose("node-1");
      await life.rollOut(LABELS("one"));
      await life.settled();
    },
  },
  {
    id: "life-rollout-refused",
    what: "the first apply; then a majority away, members more and a label, another port inside, volumes that Terraform would delete: refused before a node is touched",
    steps: async (life) => {
      const DESTROY = { removalPolicy: RemovalPolicy.DESTROY };
      await life.rollOut(DESTROY);
      await life.settled();
      await life.write(50);
      await life.healthy();
      const before = [...(await life.containers())].join();
      await life.rollOut({ ...DESTROY, size: 1 }, { code: 3 });
      await life.rollOut({ ...DESTROY, size: 5, ...LABELS("one") }, { code: 3 });
      await life.rollOut({ ...DESTROY, ports: { http: 2114 } }, { code: 3 });
      await life.rollOut({}, { code: 3 });
      await life.rollOut({ removalPolicy: RemovalPolicy.RETAIN_AFTER_DESTROY });
      await life.rollOut({});
      if ([...(await life.containers())].join() !== before) throw new Error("nodes were replaced");
    },
  },
];

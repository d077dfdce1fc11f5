import { TAKEN } from "./name-claim";
import type { Report } from "./report";

const NETWORK = {
  expected: "the nodes join it",
  fix: "use ClusterNetwork.fromNetworkName for a network that is there",
};
const VOLUME = { expected: "a container mounts it", fix: "leave it where it is" };
const NETWORK_CHECK = {
  expected: "every plan holds the existing network against what is said of it",
  fix: "leave it where it is, or leave checkedAtPlan out",
};
const CERTIFICATE = {
  expected: "a node's certificate comes of it, or others verify by it",
  fix: "leave it where it is; for certificates of your own use the prop security",
};

/** What becomes of a cluster without a part of it, by the part's construct id. */
const PARTS: Readonly<Record<string, { readonly expected: string; readonly fix: string }>> = {
  image: {
    expected: "every container of the cluster is made of it",
    fix: "leave it where it is; for another image use the prop image",
  },
  claim: { expected: TAKEN, fix: "leave it where it is" },
  ready: {
    expected: "nobody else lets nodes in, and a new cluster waits for it without end",
    fix: "leave it where it is; so that no apply waits for it use waitForReady: false",
  },
  "internal-network": NETWORK,
  "external-network": NETWORK,
  authority: {
    expected: "it issues the certificate of every node",
    fix: "leave it where it is; for certificates of your own use the prop security",
  },
  key: CERTIFICATE,
  certificate: CERTIFICATE,
  "certificate-request": CERTIFICATE,
  installer: {
    expected: "it puts a node's settings and certificate in place, and the node waits for them",
    fix: "leave it where it is; for other settings use the props",
  },
  data: VOLUME,
  control: VOLUME,
  settings: VOLUME,
  "forgotten-volumes": {
    expected: "without it the apply deletes the data volumes that were under RemovalPolicy.DESTROY",
    fix: "leave it where it is; once it is applied use RemovalPolicy.RETAIN",
  },
};

const OTHER = {
  expected: "others of the cluster refer to it, and Terraform finds nothing there",
  fix: "leave it where it is",
};

/** A part of the cluster that was taken out of the tree. */
export function judgeRemoved(id: string, report: Report): void {
  const other = /-network-check(?:_|$)/.test(id) ? NETWORK_CHECK : OTHER;
  report.problem({ attribute: "", got: "was removed", ...(PARTS[id] ?? other) });
}

/** A node, or its container, that was taken out of the tree. */
export function judgeNodeRemoved(key: string, report: Report): void {
  report.problem({
    attribute: "",
    got: "was removed",
    expected: `the cluster counts on ${key}: others dial it, and a quorum is counted with it`,
    fix: "lower size or readOnlyReplicas instead",
  });
}

import type { Construct } from "constructs";
import type { ClusterPlan } from "../cluster/cluster-plan";
import type { NodePlan } from "../cluster/node-plan";
import { installerName, partOnHost } from "../network/model/names";
import { MEMBERSHIP, membershipFile } from "../server/founding/membership";
import { CONF, ENVIRONMENT, IMAGE_FILES, PUBLIC_KEY, SETTINGS } from "../server/generation/layout";
import { owningScript } from "../server/generation/owning";
import {
  installerScript,
  STAGED_CHECK,
  STAGING,
  stagingScript,
  SWEEPING_SCRIPT,
  type StagedFile,
} from "../server/generation/staging";
import { Delivery } from "../server/delivery";
import { imageLayoutOf } from "../server/image-layout";
import { isAtLeast } from "../server/release";
import { confFilePath } from "../server/rendering/conf-file";
import { bareAddress, fixAddress } from "../terraform/address";
import { Container, type ContainerUpload, type ContainerVolumes } from "../terraform/bindings";
import { concealed } from "../terraform/concealed";
import { literal } from "../terraform/literal";
import { mountOf, uploadOf } from "./certificates/file-delivery";
import type { NodeCertificateFiles } from "./certificates/node-certificate";
import { dataVolumes, renderedFor } from "./container-config";
import type { EngineResources } from "./engine-resources";
import { controlMount, membershipOf, movesMembers } from "./founding";
import { oneShot } from "./one-shot";
import { ownedVolume, type OwnedVolume } from "./owned-volume";

/** How long an apply waits for the installer, in seconds. */
const TIMEOUT = 180;

/** A file of a generation, and how it gets to its installer. */
interface GenerationFile extends StagedFile {
  readonly upload: ContainerUpload;
}

/** What a node's container needs to have what it reads. */
export interface NodeGeneration {
  /** Absent where it has all of it otherwise. */
  readonly installer?: Container;
  readonly volumes: readonly ContainerVolumes[];
}

/** Whether the server of a node reads its certificate anew while it runs, so that it can be seen to serve it. */
export function readsAnew(plan: ClusterPlan, certificate: NodeCertificateFiles | undefined): boolean {
  return certificate?.publicKey !== undefined && isAtLeast(plan.server.release.version, "20.6.1");
}

/** The volumes of a node that are Terraform's. */
export interface NodeVolumes {
  readonly control: OwnedVolume;
  /** Absent where its data are elsewhere. */
  readonly data: OwnedVolume | undefined;
}

/**
 * Declares what puts a node's settings and certificate into a volume: the engine uploads as root, with one mode for all,
 * so a container that runs once gives each file its owner and mode, and the data theirs. It is replaced where a file is
 * another one; the node's container is not. Where both are, Terraform removes the node first and makes it last, so that
 * no server has the data meanwhile.
 */
export function declareGeneration(
  scope: Construct,
  plan: ClusterPlan,
  own: NodePlan,
  certificate: NodeCertificateFiles | undefined,
  { control, data }: NodeVolumes,
  engine: EngineResources,
): NodeGeneration {
  const { topology, server, labels } = plan;
  const { key, name } = own.node;
  const { tlsDirectory, user, dataPath } = imageLayoutOf(server.release.version);
  const mounted = (certificate?.files ?? []).flatMap(
    ({ file, place }) => mountOf(file, `${tlsDirectory}/${place}`) ?? [],
  );
  const files = [...settingsFiles(plan, own), ...certificateFiles(scope, plan, certificate)];
  // Root can write what anybody left.
  const owned = user.uid === 0 ? [] : dataVolumes(plan, own, data);
  if (files.length === 0 && owned.length === 0) return { volumes: mounted };

  const settings =
    files.length === 0 ? undefined : ownedVolume(scope, topology.name, key, "settings", engine);
  const installer = new Container(scope, "installer", {
    name: installerName(name),
    image: engine.image,
    user: "0:0",
    ...oneShot({
      script: installerScript(
        [
          ...(owned.length === 0 ? [] : [owningScript({ dataPath, user, node: name })]),
          ...(settings === undefined ? [] : [stagingScript(files, user)]),
        ],
        settings === undefined ? [] : [SWEEPING_SCRIPT],
      ),
      check: STAGED_CHECK,
      seconds: TIMEOUT,
      margin: 0,
      labels: { cluster: topology.name, node: key },
      userLabels: labels,
    }),
    networkMode: "none",
    volumes: [
      ...owned,
      ...(settings === undefined
        ? []
        : [controlMount(control), { containerPath: SETTINGS, volumeName: settings.name }]),
    ],
    ...(settings === undefined
      ? {}
      : {
          upload: files.map(({ upload }) => upload),
          // Another volume is an empty one.
          lifecycle: { replaceTriggeredBy: [bareAddress(settings.resource), bareAddress(control.resource)] },
        }),
    ...engine.provider,
  });
  return {
    installer: fixAddress(installer, topology.name, partOnHost(`${key}-installer`, engine.host)),
    volumes: [
      ...(settings === undefined
        ? []
        : [{ containerPath: SETTINGS, volumeName: settings.name, readOnly: true }]),
      ...mounted,
    ],
  };
}

/** What the server reads at its start alone. */
function settingsFiles(plan: ClusterPlan, own: NodePlan): readonly GenerationFile[] {
  const { delivery, release } = plan.server;
  if (delivery !== Delivery.GENERATION) return [];
  const { configDirectory } = imageLayoutOf(release.version);
  const { environment, secretVariables, files } = renderedFor(plan, own);
  const conf = confFilePath(release.version);
  return [
    ...files.map(({ path, content }) =>
      fileOf(
        path === conf ? CONF : `${IMAGE_FILES}${path.slice(configDirectory.length)}`,
        literal(content),
        false,
      ),
    ),
    ...(movesMembers(plan)
      ? [fileOf(MEMBERSHIP, literal(membershipFile(membershipOf(plan, own))), false)]
      : []),
    // An empty file is not uploaded, and the entry takes one line break from the end.
    ...Object.entries(environment).map(([variable, value]) =>
      fileOf(
        `${ENVIRONMENT}/${variable}`,
        `${secretVariables.includes(variable) ? concealed(value) : literal(value)}\n`,
        true,
      ),
    ),
  ];
}

function fileOf(place: string, content: string, secret: boolean): GenerationFile {
  const permissions = secret ? { permissions: "0400" } : {};
  return { place, secret, anew: false, upload: { file: `${STAGING}/${place}`, content, ...permissions } };
}

function certificateFiles(
  scope: Construct,
  plan: ClusterPlan,
  certificate: NodeCertificateFiles | undefined,
): readonly GenerationFile[] {
  if (certificate === undefined) return [];
  const { files, publicKey } = certificate;
  const anew = readsAnew(plan, certificate);
  const staged = files.flatMap(({ file, place, secret }): readonly GenerationFile[] => {
    const upload = uploadOf(scope, file, `${STAGING}/${place}`, secret);
    return upload === undefined ? [] : [{ place, secret, anew, upload }];
  });
  if (!anew || publicKey === undefined) return staged;
  return [...staged, { ...fileOf(PUBLIC_KEY, literal(publicKey), false), anew }];
}

import { isWithin, plainPath } from "../server/folder-path";
import { EndpointKind } from "../network/model/endpoint";
import { endpointOf, type ClusterNode } from "../network/model/topology";
import { quote } from "../problem/quote";
import { CONTROL } from "../server/founding/control-folder";
import { SETTINGS } from "../server/generation/layout";
import { imageLayoutOf } from "../server/image-layout";
import type { NodeView } from "./container-view";
import { mountsOf, uploadPath } from "./mounts";
import { blocksOf, isExpression, plainText, textsOf } from "./values";

/** A place in a node's container that only the library fills, whatever the delivery. */
interface Place {
  readonly path: string;
  readonly expected: string;
  readonly fix: string;
  /** Whether a node makes it when it starts, in whatever folder of its container it then finds above it. */
  readonly isLinked?: true;
}

/** Where nobody but the library puts files: the server would read them, or no longer what is there. */
function placesOf({ plan, node }: NodeView): readonly Place[] {
  const { configDirectory, tlsDirectory, entrypoint, monoStore } = imageLayoutOf(plan.server.release.version);
  return [
    ...(monoStore === undefined || !verifiesOthers(node)
      ? []
      : [
          {
            path: monoStore,
            expected: `${node.key} finds there whom it trusts; when it starts it replaces that by the trusted roots, or fails`,
            fix: "use trustedRoots of the prop security for other authorities",
            isLinked: true as const,
          },
        ]),
    {
      path: tlsDirectory,
      expected: "the node's certificate, key and roots are there",
      fix: "use the prop security for other certificates",
    },
    {
      path: configDirectory,
      expected:
        "the server reads its configuration there, and takes what it finds beside the settings that were judged",
      fix: "use settings, connectionLimits or delivery; a file that a setting names may be in any other folder",
    },
    {
      path: SETTINGS,
      expected: "the node's settings, certificate and key are there",
      fix: "use settings and security; a file that a setting names may be in any other folder",
    },
    {
      path: CONTROL,
      expected: "by it the gate decides which nodes may start, and a wrong word there loses data",
      fix: "use another folder",
    },
    {
      path: entrypoint,
      expected: "that is the server itself",
      fix: "use the prop image for another server",
    },
  ];
}

/** Whether a node is to know others by their certificates. */
function verifiesOthers(node: ClusterNode): boolean {
  return endpointOf(node, EndpointKind.INTERNAL_TCP)?.tls === true;
}

/** No upload and no mount changes what the server reads at its start. */
export function judgeServerFiles(view: NodeView): void {
  const { set, now, plan, settings, report } = view;
  const places = placesOf(view);
  const say = (attribute: string, path: string, place: Place | undefined) => {
    if (place === undefined) return;
    const { expected, fix } = place;
    report.problem({ attribute, got: `holds ${quote(path)}`, expected, fix });
  };
  const { configDirectory, tlsDirectory } = imageLayoutOf(plan.server.release.version);
  // What a setting names, a log configuration say, the user wants there.
  const asked = settings.flatMap(({ value }) =>
    typeof value === "string" && isWithin(value, configDirectory) && value !== configDirectory ? [value] : [],
  );
  const isAsked = (path: string) =>
    !isWithin(path, tlsDirectory) && asked.some((folder) => isWithin(path, folder));
  const planned = new Set((blocksOf(set, "upload") ?? []).map(({ file }) => uploadPath(file)));
  for (const [i, { file }] of (blocksOf(now, "upload") ?? []).entries()) {
    const path = uploadPath(file);
    if (planned.has(path) || isAsked(path)) continue;
    const over = places.find((place) => isWithin(path, place.path));
    say("upload", plainText(file), over);
    if (over === undefined && mayBeIn(plainText(file), places))
      report.warning({
        attribute: `upload[${i}].file`,
        got: "is known only when Terraform runs",
        expected: "whether it is a file that the server reads at its start cannot be told",
        fix: "write the path itself, or its beginning up to a folder of your own",
      });
  }
  const mounts = new Set((mountsOf(set) ?? []).map(({ path }) => path));
  for (const { attribute, path, readOnly } of mountsOf(now) ?? []) {
    if (mounts.has(path) || isAsked(path)) continue;
    const over = places.find(
      (place) =>
        isWithin(path, place.path) ||
        (isWithin(place.path, path) && (place.isLinked === undefined || readOnly)),
    );
    say(attribute, path, over);
  }
  judgeHome(view);
}

/** Mono looks for its store below the home of the server, and nowhere else. */
function judgeHome({ set, now, plan, node, report }: NodeView): void {
  const { monoStore } = imageLayoutOf(plan.server.release.version);
  if (monoStore === undefined || !verifiesOthers(node)) return;
  const there = new Set(textsOf(set, "env") ?? []);
  const given = (variable: string) =>
    (textsOf(now, "env") ?? []).find((line) => line.startsWith(`${variable}=`) && !there.has(line));
  const [folder, home] = [given("XDG_CONFIG_HOME"), given("HOME")];
  const valueOf = (line: string) => line.slice(line.indexOf("=") + 1);
  // An empty one counts as none.
  const [line, store] =
    folder !== undefined && valueOf(folder) !== ""
      ? [folder, `${valueOf(folder)}/.mono`]
      : [home, `${valueOf(home ?? "")}/.config/.mono`];
  if (line === undefined || plainPath(store) === monoStore) return;
  const variable = line.slice(0, line.indexOf("="));
  const fix = `leave ${variable} out`;
  if (isExpression(store))
    report.warning({
      attribute: "env",
      got: `holds a ${variable} that is known only when Terraform runs`,
      expected: `whether ${node.key} finds whom it trusts in ${monoStore} by it cannot be told`,
      fix,
    });
  else
    report.problem({
      attribute: "env",
      got: `holds ${quote(line)}`,
      expected: `${node.key} then looks for whom it trusts in ${plainPath(store)}, and the trusted roots are in ${monoStore}`,
      fix,
    });
}

/** Whether a path whose end only Terraform knows may lead to one of those places. */
function mayBeIn(file: string, places: readonly Place[]): boolean {
  if (!isExpression(file)) return false;
  const known = uploadPath(`${file.slice(0, file.indexOf("${"))}x`).slice(0, -1);
  return places.some(({ path }) => path.startsWith(known));
}

import { plainPath } from "../cluster/data-mount";
import { quote } from "../problem/quote";
import { CONTROL } from "../server/founding/control-folder";
import { SETTINGS } from "../server/generation/layout";
import { imageLayoutOf } from "../server/image-layout";
import type { NodeView } from "./container-view";
import { isWithin, mountsOf } from "./mounts";
import { blocksOf, plainText } from "./values";

/** A place in a node's container that only the library fills, whatever the delivery. */
interface Place {
  readonly path: string;
  readonly expected: string;
  readonly fix: string;
}

/** Where nobody but the library puts files: the server would read them, or no longer what is there. */
function placesOf(version: string): readonly Place[] {
  const { configDirectory, tlsDirectory, entrypoint } = imageLayoutOf(version);
  return [
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

/** No upload and no mount changes what the server reads at its start. */
export function judgeServerFiles(view: NodeView): void {
  const { set, now, plan, settings, report } = view;
  const places = placesOf(plan.server.release.version);
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
  const planned = new Set((blocksOf(set, "upload") ?? []).map(({ file }) => plainPath(plainText(file))));
  for (const { file } of blocksOf(now, "upload") ?? []) {
    const path = plainPath(plainText(file));
    if (planned.has(path) || isAsked(path)) continue;
    say(
      "upload",
      plainText(file),
      places.find((place) => isWithin(path, place.path)),
    );
  }
  const mounts = new Set((mountsOf(set) ?? []).map(({ path }) => path));
  for (const { attribute, path } of mountsOf(now) ?? []) {
    if (mounts.has(path) || isAsked(path)) continue;
    const over = places.find((place) => isWithin(path, place.path) || isWithin(place.path, path));
    say(attribute, path, over);
  }
}

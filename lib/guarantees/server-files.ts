import { quote } from "../problem/quote";
import { CONTROL } from "../server/founding/control-folder";
import { SETTINGS } from "../server/generation/layout";
import { imageLayoutOf } from "../server/image-layout";
import type { NodeView } from "./container-view";
import { isWithin, mountsOf, uploadPath } from "./mounts";
import { blocksOf, isExpression, plainText } from "./values";

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
  for (const { attribute, path } of mountsOf(now) ?? []) {
    if (mounts.has(path) || isAsked(path)) continue;
    const over = places.find((place) => isWithin(path, place.path) || isWithin(place.path, path));
    say(attribute, path, over);
  }
}

/** Whether a path whose end only Terraform knows may lead to one of those places. */
function mayBeIn(file: string, places: readonly Place[]): boolean {
  if (!isExpression(file)) return false;
  const known = uploadPath(`${file.slice(0, file.indexOf("${"))}x`).slice(0, -1);
  return places.some(({ path }) => path.startsWith(known));
}

import { RELEASES, type Release } from "./release";

/** A reference as the engine takes it: host, lower-case path, tag and digest, or an image's id. */
const IMAGE =
  /^(sha256:[0-9a-f]{64}|([\w.-]+(:\d+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?)$/;

/** Whether the engine takes a text as an image's reference. */
export function isImageReference(text: string): boolean {
  return text.length < 512 && IMAGE.test(text);
}

/** The release that an image's tag names, where it is another one than the cluster's. */
export function otherReleaseOf(image: string, release: Release): string | undefined {
  const [tag = ""] = /:[^/:]*$/.exec(image.replace(/@.*/, "")) ?? [];
  const numbers: readonly string[] = tag.match(/(?<![\d.])\d+\.\d+\.\d+(?![\d.])/g) ?? [];
  return numbers.includes(release.asked) ? undefined : numbers.find((number) => RELEASES.includes(number));
}

/** What is said of an image that names another release. */
export function ofAnotherRelease(named: string, release: Release): { expected: string; fix: string } {
  return {
    expected: "the server's program, its folders and its settings are those of version",
    fix: `use version: "${named}", or an image of ${release.asked}`,
  };
}

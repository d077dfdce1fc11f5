import { CONTROL } from "../founding/control-folder";

/*
 * A generation is one state of what a node reads when it starts, as a folder of its own: `<start>-<reload>`, hashes of
 * what is in force after a start alone, and of what a server that runs reads anew. In it lie
 *
 * - `server.conf`, the conf file, and below `image/` what a server looks up in its image's own folder only
 * - `members`, who the members are, see `Membership`
 * - `env/NAME`, a variable each, for what no file carries
 * - `node.crt`, `node.key` and `roots/`, or `node.p12` and `mono/`; `node.pub` is the certificate's key, to be pinned
 *
 * Which one a node is to have stands in its control folder, because the gate, which moves it, is given no keys.
 */

/** Where a node has its generations, read-only. */
export const SETTINGS = "/settings";

/** The generation that the server reads its certificates from, in the node itself. */
export const CURRENT = `${CONTROL}/current`;

/** The conf file in a generation. */
export const CONF = "server.conf";
/** The folder of a generation with a file for each variable. */
export const ENVIRONMENT = "env";
/** The folder of a generation with what is linked into the image's configuration folder. */
export const IMAGE_FILES = "image";
/** The public key of a generation's certificate. */
export const PUBLIC_KEY = "node.pub";
/** v5: the folder of a generation that is Mono's trust store. */
export const MONO = "mono";

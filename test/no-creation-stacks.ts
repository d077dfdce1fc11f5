import { types } from "node:util";

/*
 * CDKTF notes where each of its values was made, with the whole stack, which Jest then leads back to the sources: more
 * than half the time of a test with a cluster. Only errors keep their stacks.
 */

const capture = Error.captureStackTrace;
Error.captureStackTrace = (target, below) => {
  if (types.isNativeError(target)) capture(target, below);
};

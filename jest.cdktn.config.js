const base = require("./jest.config.js");

/**
 * What knows CDKTF, once more with CDK Terrain in its place: under the library, the bindings and the tests alike.
 * @type {import("jest").Config}
 */
module.exports = {
  ...base,
  roots: ["docker", "examples", "docs", "fuzz"].map((room) => `<rootDir>/test/${room}`),
  globals: { FRAMEWORK: "cdktn" },
  moduleNameMapper: { ...base.moduleNameMapper, "^cdktf$": "cdktn" },
};

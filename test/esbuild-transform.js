const { transformSync } = require("esbuild");

/** What makes JavaScript for Jest. The options stand in Jest's configuration, so that its cache knows of them. */
module.exports = {
  process: (source, sourcefile, { transformerConfig }) =>
    transformSync(source, { ...transformerConfig, sourcefile }),
};

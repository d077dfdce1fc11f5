const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { join, sep } = require("node:path");
const JestRuntime = require("jest-runtime").default;

/*
 * Packages and the library are loaded once in a worker, by Node's own `require`, and not anew for every file of tests:
 * that took longer than most files, and what was compiled for one was not for the next. Tests and what stands beside
 * them are loaded by Jest for each file, and so is what is mocked, and the library within `jest.isolateModules`.
 */

const LIB = join(__dirname, "../../lib") + sep;
/** Keep for other files of tests what took long to make. */
const KEEPING = ["docs/compile.ts", "network/every-planned.ts", "tls/key-pairs.ts"].map((file) =>
  join(__dirname, "..", file),
);
const PACKAGES = `${sep}node_modules${sep}`;

/** The runner keeps what it knows of a file's tests in variables. */
const NEVER = `${PACKAGES}jest-circus${sep}`;

/** Where stacks find the sources of what was loaded once, whichever file had it loaded. */
const sourceMaps = new Map();

class Runtime extends JestRuntime {
  constructor(config, environment, resolver, transformer, ...more) {
    super(config, environment, resolver, transformer, ...more);
    this.resolver = resolver;
    this.isApart = false;
    loadTypeScript(transformer, this.getSourceMaps());
    replacePackages(config.moduleNameMapper);
  }

  /** `process` is the worker's own, which Jest is not to change. */
  installGetBuiltinModule() {}

  requireModule(from, name, ...more) {
    const path = name === undefined ? undefined : this.loadedOnce(from, name);
    return path === undefined ? super.requireModule(from, name, ...more) : require(path);
  }

  isolateModules(body) {
    this.isApart = true;
    try {
      super.isolateModules(body);
    } finally {
      this.isApart = false;
    }
  }

  /** The file of a module that is loaded once in a worker. */
  loadedOnce(from, name) {
    if (this.resolver.isCoreModule(name)) return undefined;
    const path = this.resolver.resolveStubModuleName(from, name) ?? this.resolver.resolveModule(from, name);
    if (path.startsWith(LIB) || KEEPING.includes(path)) return this.isApart ? undefined : path;
    if (!path.includes(PACKAGES) || path.includes(NEVER) || this.unstable_shouldLoadAsEsm(path))
      return undefined;
    return path;
  }
}

/** Has Node load TypeScript as Jest would. */
function loadTypeScript(transformer, ofRuntime) {
  for (const [file, map] of sourceMaps) ofRuntime.set(file, map);
  Module._extensions[".ts"] = (module, file) => {
    const { code, sourceMapPath } = transformer.transform(
      file,
      {
        isInternalModule: false,
        supportsDynamicImport: false,
        supportsExportNamespaceFrom: false,
        supportsStaticESM: false,
        supportsTopLevelAwait: false,
      },
      readFileSync(file, "utf8"),
    );
    for (const maps of [sourceMaps, ofRuntime]) maps.set(file, sourceMapPath);
    module._compile(code, file);
    module.exports = settled(module.exports);
  };
}

/**
 * What a module exports, once it is loaded. Two getters stand before each export, for modules that are not loaded yet,
 * and all that the library calls of its own would go through them.
 */
function settled(exports) {
  return Object.defineProperty({ ...exports }, "__esModule", { value: true });
}

const resolveByNode = Module._resolveFilename;

/** What stands in another package's place for tests does so in what is loaded once, too. */
function replacePackages(mapper) {
  Module._resolveFilename = (request, ...more) => {
    const [, instead = request] = mapper.find(([pattern]) => new RegExp(pattern).test(request)) ?? [];
    return resolveByNode(instead, ...more);
  };
}

// Jest takes the default of a module.
module.exports = Runtime;

const asyncHooks = require("node:async_hooks");
const vm = require("node:vm");
const { ModuleMocker } = require("jest-mock");
// Notes its matchers among the globals as it loads, once.
require("expect");

/*
 * Tests run in the globals of their worker, as programs do. In a context of their own, which Jest gives to each file by
 * default, all is loaded anew and nothing stays compiled, globals are looked up slowly, and what Node itself throws or
 * gives is no instance of their `Error` or `Array`. What a file changed of the globals is put back after it.
 */

/** Stands for the worker's own context, which has no name in `node:vm`. */
const HERE = {};

const { compileFunction } = vm;
vm.compileFunction = (code, params, { parsingContext, ...options } = {}) =>
  compileFunction(code, params, parsingContext === HERE ? options : { ...options, parsingContext });

/**
 * Every promise goes through all stores there are, and the runner makes one for each file: they end with their file, or
 * the last of a worker's files goes through those of all before it.
 */
const stores = new Set();
asyncHooks.AsyncLocalStorage = class extends asyncHooks.AsyncLocalStorage {
  constructor(...options) {
    super(...options);
    stores.add(this);
  }
};

/** What one file could leave to the next. */
const KEPT = [globalThis, process, Error].map((holder) => [holder, Object.getOwnPropertyDescriptors(holder)]);
const ENV = { ...process.env };

/** What is loaded once has its own among the globals: CDKTF the values of its tokens. */
const isLoadedOnce = (key) => key === "__cdktfTokenMap" || key === "__cdktnTokenMap";

function putBack() {
  for (const [holder, before] of KEPT) {
    for (const key of Reflect.ownKeys(holder))
      if (!Object.hasOwn(before, key) && !isLoadedOnce(key)) delete holder[key];
    for (const key of Reflect.ownKeys(before)) {
      const { configurable, value } = before[key];
      const now = Object.getOwnPropertyDescriptor(holder, key);
      if (now !== undefined && "value" in now && now.value === value) continue;
      if (configurable) Object.defineProperty(holder, key, before[key]);
      else if (now.writable) holder[key] = value;
    }
  }
  for (const key of Object.keys(process.env)) if (!(key in ENV)) delete process.env[key];
  for (const key of Object.keys(ENV)) if (process.env[key] !== ENV[key]) process.env[key] = ENV[key];
}

module.exports = class {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  /** No test has time stand still. */
  fakeTimers = null;
  fakeTimersModern = null;

  constructor({ projectConfig }) {
    Object.assign(globalThis, projectConfig.globals);
  }

  setup() {}

  teardown() {
    for (const store of stores) store.disable();
    stores.clear();
    putBack();
  }

  exportConditions() {
    return ["node", "node-addons"];
  }

  getVmContext() {
    return HERE;
  }
};

/**
 * Stryker's way to this project's tests. Jest itself needs about a second for a mutant, whatever there is to run;
 * here the one file that `bundle.mjs` makes is evaluated anew for every mutant, which takes a few hundredths, and
 * tests run until the first that fails. The tests use of Jest what stands apart from its runner: `expect` and `each`.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { Script } from "node:vm";
import { INSTRUMENTER_CONSTANTS } from "@stryker-mutator/api/core";
import { PluginKind, declareFactoryPlugin } from "@stryker-mutator/api/plugin";
import {
  DryRunStatus,
  TestStatus,
  determineHitLimitReached,
  toMutantRunResult,
} from "@stryker-mutator/api/test-runner";
import { expect } from "expect";
import { bind } from "jest-each";

/** What the tests take from Jest. */
const NAMES = ["require", "describe", "test", "it", "expect", "beforeAll", "afterAll", "jest"];

class BundleRunner {
  /** What the instrumented code asks which mutant is active, and tells what it came by. */
  context;
  script;

  constructor(globalNamespace) {
    this.context = globalThis[globalNamespace] ??= {};
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    // The runner works in Stryker's copy of the project, which the build has been made in.
    const file = join(process.cwd(), "build/mutants/tests.js");
    const source = readFileSync(file, "utf8");
    this.script = new Script(`(function (${NAMES.join()}) {${source}\n})`, {
      filename: file,
    });
    this.require = createRequire(file);
  }

  async dryRun({ coverageAnalysis }) {
    const perTest = coverageAnalysis === "perTest";
    const result = await this.run(
      () => true,
      (id) => {
        if (perTest) this.context.currentTestId = id;
      },
    );
    return { ...result, mutantCoverage: this.context.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }) {
    this.context.activeMutant = activeMutant.id;
    this.context.hitLimit = hitLimit;
    this.context.hitCount = hitLimit === undefined ? undefined : 0;
    const wanted = testFilter === undefined ? undefined : new Set(testFilter);
    const result = await this.run((id) => wanted === undefined || wanted.has(id));
    return toMutantRunResult(determineHitLimitReached(this.context.hitCount, hitLimit) ?? result);
  }

  /** Runs the wanted tests in their order, to the first that fails. */
  async run(isWanted, onTest = () => {}) {
    const tests = [];
    const entered = new Set();
    try {
      for (const { id, file, body, scopes } of this.collect()) {
        if (!isWanted(id)) continue;
        onTest(id);
        const start = performance.now();
        const about = { id, name: id, fileName: file };
        try {
          for (const scope of scopes) {
            if (entered.has(scope)) continue;
            entered.add(scope);
            for (const hook of scope.before) await hook();
          }
          await body();
          tests.push({ ...about, status: TestStatus.Success, timeSpentMs: performance.now() - start });
        } catch (error) {
          const failureMessage =
            error instanceof Error ? `${error.message} ${error.cause ?? ""}` : String(error);
          const timeSpentMs = performance.now() - start;
          tests.push({ ...about, status: TestStatus.Failed, timeSpentMs, failureMessage });
          break;
        } finally {
          onTest(undefined);
        }
      }
      for (const scope of entered) for (const hook of scope.after) await hook();
    } catch (error) {
      return {
        status: DryRunStatus.Error,
        errorMessage: error instanceof Error ? error.stack : String(error),
      };
    }
    return { status: DryRunStatus.Complete, tests };
  }

  /** The tests of the bundle by their full names, with nothing kept of earlier evaluations. */
  collect() {
    const tests = [];
    const names = new Map();
    const scopes = [];
    const describe = (name, body) => {
      scopes.push({ name, before: [], after: [] });
      body();
      scopes.pop();
    };
    const test = (name, body) => {
      const full = [...scopes.map((scope) => scope.name), name].join(" ");
      const count = names.get(full) ?? 0;
      names.set(full, count + 1);
      const file = join(process.cwd(), "test", `${scopes[0].name}.test.ts`);
      tests.push({ id: count === 0 ? full : `${full} (${count})`, file, body, scopes: [...scopes] });
    };
    const beforeAll = (hook) => scopes.at(-1).before.push(hook);
    const afterAll = (hook) => scopes.at(-1).after.push(hook);
    const jest = { setTimeout: () => jest };
    describe.each = bind(describe, false);
    describe.skip = () => undefined;
    test.each = bind(test, false);
    // One after another all the same: which mutant is active is told once for all that runs.
    test.concurrent = test;
    const given = [this.require, describe, test, test, expect, beforeAll, afterAll, jest];
    this.script.runInThisContext()(...given);
    return tests;
  }
}

const create = () => new BundleRunner(INSTRUMENTER_CONSTANTS.NAMESPACE);
create.inject = [];

export const strykerPlugins = [declareFactoryPlugin(PluginKind.TestRunner, "bundle", create)];

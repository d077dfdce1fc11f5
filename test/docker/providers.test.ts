import { Container } from "@cdktf/provider-docker/lib/container";
import { DockerProvider } from "@cdktf/provider-docker/lib/provider";
import { TlsProvider } from "@cdktf/provider-tls/lib/provider";
import { TerraformStack, Token } from "cdktf";
import { Certificates, EventStoreCluster, InvalidClusterError, Security, type Problem } from "../../lib";
import { emptyStack } from "./never-synthesized";
import { propsOf, synthesize, type Synthesized } from "./synth";

const SECURE = { security: Security.tls(Certificates.generated()) };

/** The problems of a cluster with these props in a stack; none if it is constructed. */
function problemsOf(stack: TerraformStack, more: Parameters<typeof propsOf>[0]): readonly Problem[] {
  try {
    new EventStoreCluster(stack, "esdb", propsOf(more));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidClusterError)) throw error;
    expect(stack.node.tryFindChild("esdb")).toBeUndefined();
    return error.problems;
  }
}

describe("a provider that a cluster names", () => {
  const wrong: readonly (readonly [string, (stack: TerraformStack) => unknown, string])[] = [
    ["null", () => null, "is null"],
    ["a plain object", () => ({ host: "tcp://10.0.0.5:2375" }), "is an object"],
    ["a text", () => "docker.remote", 'is "docker.remote"'],
    ["a token", () => Token.asString({ resolve: () => "docker" }), 'is "<token>"'],
    [
      "what is no provider",
      (stack) => new Container(stack, "x", { name: "x", image: "x" }),
      'is the construct "stack/x"',
    ],
  ];

  test.each(wrong)("is none where it is %s", (_, make, got) => {
    for (const path of ["provider", "tlsProvider"]) {
      const stack = emptyStack();
      const [problem, ...more] = problemsOf(stack, { ...SECURE, [path]: make(stack) });
      expect(more).toEqual([]);
      expect(problem).toMatchObject({ code: path, path, got });
    }
  });

  test("is of its type", () => {
    const stack = emptyStack();
    const docker = new DockerProvider(stack, "other", { alias: "other" });
    const tls = new TlsProvider(stack, "tls");
    expect(problemsOf(stack, { provider: tls, tlsProvider: docker })).toMatchObject([
      { code: "provider", got: "is tls (stack/tls)" },
      { code: "tlsProvider", got: "is docker.other (stack/other)" },
    ]);
    expect(problemsOf(stack, { ...SECURE, provider: docker, tlsProvider: tls })).toEqual([]);
  });

  test("is told with all else that is wrong", () => {
    expect(problemsOf(emptyStack(), { provider: null, size: 0 }).map(({ path }) => path)).toEqual([
      "provider",
      "size",
    ]);
  });

  test("is its own stack's", () => {
    const stack = emptyStack();
    const within = new TerraformStack(stack, "within");
    for (const other of [emptyStack(), within]) {
      const provider = new DockerProvider(other, "theirs", { host: "tcp://secret@10.0.0.5:2375" });
      const tlsProvider = new TlsProvider(other, "tls");
      const problems = problemsOf(stack, { ...SECURE, provider, tlsProvider });
      expect(problems).toMatchObject([{ code: "provider.stack" }, { code: "tlsProvider.stack" }]);
      expect(JSON.stringify(problems)).not.toContain("secret");
      // The stack's own, which the mend asks for.
      const own = new DockerProvider(stack, `own-${other.node.id}`, { alias: `own-${other.node.id}` });
      expect(problemsOf(stack, { provider: own, name: other.node.id })).toEqual([]);
      stack.node.tryRemoveChild("esdb");
    }
  });
});

describe("a cluster that names no provider", () => {
  const synth = (declare: (stack: TerraformStack) => void): Synthesized | undefined =>
    synthesize((app) => {
      declare(new TerraformStack(app, "stack"));
    }).stack;
  const cluster = (stack: TerraformStack, provider?: DockerProvider) =>
    new EventStoreCluster(stack, "esdb", propsOf(provider === undefined ? {} : { provider }));

  test("is refused where all of the stack have an alias, whichever come first", () => {
    const said =
      /provider is left out, and each Docker provider of the stack has an alias: docker\.one \(stack\/one\), docker\.two \(stack\/two\):.*set provider to one of these/s;
    expect(() =>
      synth((stack) => {
        new DockerProvider(stack, "one", { alias: "one", host: "ssh://one" });
        cluster(stack);
        new DockerProvider(stack, "two", { alias: "two", host: "ssh://two" });
      }),
    ).toThrow(said);
  });

  test("has none where an override gives the only one an alias", () => {
    expect(() =>
      synth((stack) => {
        new DockerProvider(stack, "one", { host: "ssh://one" }).addOverride("alias", "one");
        cluster(stack);
      }),
    ).toThrow(/provider is left out, .*docker\.one \(stack\/one\)/);
  });

  test("has the one without alias, also one that is made later", () => {
    expect(() =>
      synth((stack) => {
        new DockerProvider(stack, "one", { alias: "one", host: "ssh://one" });
        cluster(stack);
        new DockerProvider(stack, "two");
      }),
    ).not.toThrow();
  });

  test.each<[string, { readonly alias?: string }, string]>([
    ["none", {}, "no alias either"],
    ["the same", { alias: "one" }, "the same alias"],
  ])("is told from another one, which has %s alias, and can be by the mend", (_, config, got) => {
    const two = (more: object) =>
      synth((stack) => {
        const provider = new DockerProvider(stack, "first", { ...config, host: "ssh://one" });
        new DockerProvider(stack, "second", { ...config, host: "ssh://two", ...more });
        new TlsProvider(stack, "tls", { alias: "one" });
        cluster(stack, provider);
      });
    expect(() => two({})).toThrow(`(stack/second), and stack/first has ${got}: `);
    expect(() => two({})).toThrow(/alias: "second"/);
    expect(() => two({ alias: "second" })).not.toThrow();
    const byOverride = () =>
      synth((stack) => {
        const provider = new DockerProvider(stack, "first", { ...config, host: "ssh://one" });
        new DockerProvider(stack, "second", { ...config, host: "ssh://two" }).addOverride("alias", "second");
        cluster(stack, provider);
      });
    expect(byOverride).not.toThrow();
  });

  test("has none of a stack within its own", () => {
    expect(() =>
      synth((stack) => {
        new DockerProvider(stack, "one", { alias: "one" });
        new DockerProvider(new TerraformStack(stack, "within"), "docker");
        cluster(stack);
      }),
    ).toThrow(/provider is left out/);
  });

  test("names one, and is not asked", () => {
    expect(() =>
      synth((stack) => {
        cluster(stack, new DockerProvider(stack, "one", { alias: "one" }));
      }),
    ).not.toThrow();
  });
});

test("a provider that was taken out of the tree is told, once each", () => {
  const taken = (ids: readonly string[]) => () =>
    synthesize((app) => {
      const stack = new TerraformStack(app, "stack");
      const provider = new DockerProvider(stack, "one", { alias: "one", host: "tcp://secret@10.0.0.5:2375" });
      const tlsProvider = new TlsProvider(stack, "tls", { alias: "mine" });
      new EventStoreCluster(stack, "esdb", propsOf({ ...SECURE, provider, tlsProvider }));
      // Of which none is left, the framework tells by itself.
      new DockerProvider(stack, "other");
      new TlsProvider(stack, "other-tls");
      for (const id of ids) stack.node.tryRemoveChild(id);
    });
  expect(taken([])).not.toThrow();
  expect(taken(["one", "tls"])).toThrow(
    /^.*:\n {2}\[stack\/esdb\] provider is docker\.one \(stack\/one\), which was removed: .*\n {2}\[stack\/esdb\] tlsProvider is tls\.mine \(stack\/tls\), which was removed: .*pass another one\n\n/,
  );
});

import { builtinModules } from "node:module";
import tseslint from "typescript-eslint";

/** Why the model may know nothing of the machine that it runs on. */
const PURE = "The same input must give the same output on any machine and at any time";

/** Names that bring a clock, the environment, randomness, timing or the machine into a program. */
const IMPURE_GLOBALS = [
  "Date",
  "Intl",
  "__dirname",
  "__filename",
  "console",
  "crypto",
  "fetch",
  "global",
  "globalThis",
  "navigator",
  "performance",
  "process",
  "queueMicrotask",
  "require",
  "setImmediate",
  "setInterval",
  "setTimeout",
];

const pure = (name) => ({ name, message: `${PURE}.` });

/** Methods whose answer depends on the locale of the machine. */
const LOCALE_METHODS = [
  "localeCompare",
  "toLocaleDateString",
  "toLocaleLowerCase",
  "toLocaleString",
  "toLocaleTimeString",
  "toLocaleUpperCase",
];

/** Node's modules under their old names, without `node:`. */
const NODE_MODULES = builtinModules.filter((name) => /^[a-z]\w*$/.test(name));

export default tseslint.config(
  { ignores: ["dist/", "build/", "coverage/", "temp/", "cdktf.out/", ".gen/"] },
  {
    // A rule that is wrong is changed here, for everybody; it is not silenced at one line.
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: "error" },
  },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      // One project sees every source, with the package's own name led to lib/: linting needs no build.
      parserOptions: { project: ["test/tsconfig.json"], tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      eqeqeq: "error",
      "no-console": ["error", { allow: ["log", "error"] }],
      "@typescript-eslint/consistent-type-exports": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": [
        "error",
        {
          argsIgnorePattern: "^_",
          destructuredArrayIgnorePattern: "^_",
          ignoreRestSiblings: true,
          reportUsedIgnorePattern: true,
        },
      ],
      "@typescript-eslint/prefer-readonly": "error",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      // Value objects with static factories (`Timing.lan()`) are this library's face.
      "@typescript-eslint/no-extraneous-class": "off",
      // Callers in plain JavaScript may pass anything, so values are judged against their types.
      "@typescript-eslint/no-unnecessary-condition": "off",
    },
  },
  {
    files: ["lib/**/*.ts"],
    ignores: ["lib/command/**"],
    rules: { "no-console": "error" },
  },
  {
    files: ["lib/**/*.ts"],
    ignores: ["lib/docker/**", "lib/terraform/**", "lib/command/**", "lib/testing/**"],
    rules: {
      "no-restricted-globals": ["error", ...IMPURE_GLOBALS.map(pure)],
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: `${PURE}.` },
        ...LOCALE_METHODS.map((property) => ({ property, message: `${PURE}: it depends on the locale.` })),
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            { group: ["node:*"], message: `${PURE}.` },
            { regex: `^(?:${NODE_MODULES.join("|")})(?:/|$)`, message: `${PURE}.` },
            {
              group: ["cdktf", "constructs", "@cdktf/*"],
              message: "Only lib/docker and lib/terraform know CDKTF.",
            },
          ],
        },
      ],
    },
  },
  {
    // Certificates are parsed and hashed by Node. Dates are theirs, or come from above: there is no clock.
    files: ["lib/tls/**/*.ts", "lib/cluster/**/*.ts"],
    rules: {
      "no-restricted-globals": ["error", ...IMPURE_GLOBALS.filter((name) => name !== "Date").map(pure)],
      "no-restricted-syntax": [
        "error",
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: `${PURE}.` },
        { selector: "MemberExpression[object.name='Date'][property.name='now']", message: `${PURE}.` },
      ],
      "no-restricted-imports": [
        "error",
        {
          patterns: [
            {
              group: ["cdktf", "constructs", "@cdktf/*"],
              message: "Only lib/docker and lib/terraform know CDKTF.",
            },
          ],
        },
      ],
    },
  },
  {
    // A dependency that few clusters need is loaded when the first of them asks for it.
    files: ["lib/server/rendering/yaml-writer.ts", "lib/tls/der.ts", "lib/terraform/tls-bindings.ts"],
    rules: {
      "no-restricted-globals": "off",
      "@typescript-eslint/no-require-imports": "off",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      // Tests look into synthesized JSON, pass wrong values on purpose, and go through tables of factories.
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-confusing-void-expression": "off",
      "@typescript-eslint/no-misused-spread": ["error", { allow: ["string"] }],
      "@typescript-eslint/no-unsafe-class-instance-assignment": "off",
      "@typescript-eslint/unbound-method": "off",
    },
  },
);

import fc from "fast-check";
import { Audience } from "../../lib";
import type { Input, Inputs } from "./input";
import { atApply } from "./at-apply";
import { secretProps } from "./secrets";
import { anyMaker, spoilt } from "./spoilt";
import { validProps } from "./valid-props";
import { wildProps } from "./wild";
import { character } from "../character";

const asked = fc.oneof(
  fc.constantFrom<unknown>(...Object.values(Audience)),
  anyMaker.map((make) => make()),
);

const valid: Inputs = fc.record({ props: validProps, asked }).map((drawn): Input => ({
  kind: "valid",
  make: () => ({ id: "esdb", props: drawn.props }),
  asked: drawn.asked,
}));

const nearly: Inputs = fc.record({ props: spoilt(validProps), asked }).map((drawn): Input => ({
  kind: "nearly valid",
  make: () => ({ id: "esdb", props: drawn.props.make() }),
  apart: drawn.props.apart,
  asked: drawn.asked,
}));

// What is no text, an empty one, or the name of something that every object has, constructs itself refuses.
const id = fc
  .oneof(fc.constant("esdb"), fc.string({ minLength: 1 }), fc.string({ minLength: 1, unit: character }))
  .filter((text) => !(text in {}));

const wild: Inputs = fc.record({ make: wildProps(validProps), id, asked }).map((drawn): Input => ({
  kind: "wild",
  make: () => ({ id: drawn.id, props: drawn.make() }),
  asked: drawn.asked,
}));

const unknown: Inputs = fc.record({ props: atApply(validProps), asked }).map((drawn): Input => ({
  kind: "known at apply",
  make: () => ({ id: "esdb", props: drawn.props.make() }),
  apart: drawn.props.apart,
  asked: drawn.asked,
}));

const secret: Inputs = fc.record({ make: secretProps, asked }).map((drawn): Input => ({
  kind: "secret",
  make: () => ({ id: "esdb", props: drawn.make() }),
  asked: drawn.asked,
}));

/**
 * What the public face is given: clusters that can be, ones with a slip or three or with values
 * that only Terraform knows, ones with secrets, and anything at all.
 */
export const inputs: Inputs = fc.oneof(
  { weight: 3, arbitrary: valid },
  { weight: 4, arbitrary: nearly },
  { weight: 2, arbitrary: wild },
  { weight: 3, arbitrary: unknown },
  { weight: 1, arbitrary: secret },
);

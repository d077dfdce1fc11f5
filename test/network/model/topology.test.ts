import fc from "fast-check";
import { EndpointKind, Interface } from "../../../lib/network/model/endpoint";
import { attachmentOf, endpointOf } from "../../../lib/network/model/topology";
import { planned } from "../arbitrary-spec";
import { RUNS, topologyOf } from "../planning";

test("a node's socket and place are found by their kind, or are not there", () => {
  fc.assert(
    fc.property(planned(), (spec) => {
      for (const node of topologyOf(spec).nodes) {
        for (const kind of Object.values(EndpointKind)) {
          const all = node.endpoints.filter((e) => e.kind === kind);
          expect(endpointOf(node, kind)).toBe(all[0]);
        }
        for (const side of Object.values(Interface)) {
          const all = node.attachments.filter((a) => a.interface === side);
          expect(attachmentOf(node, side)).toBe(all[0]);
        }
      }
    }),
    RUNS,
  );
});

import { declaring } from "../../bench/declaring";
import type { Way } from "../../bench/measured";
import { differences } from "../../bench/same-resources";
import { workloads } from "../../bench/workload";
import { synthStack } from "../docker/synth";

async function synthesized(way: Way): Promise<unknown> {
  const declare = await declaring(way);
  const { text } = synthStack((stack) => {
    for (const cluster of workloads(2)) declare(stack, cluster);
  });
  return JSON.parse(text);
}

test("the bench's two stacks declare the same resources, without which their times mean nothing", async () => {
  expect(differences(await synthesized("library"), await synthesized("byHand"))).toEqual([]);
});

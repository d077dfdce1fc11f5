import { checkBoolean, checkWholeNumber, reportWrong } from "../problem/checked";
import type { Findings, PropFindings } from "../problem/findings";
import type { ClusterProps } from "./cluster-props";
import { readLabels } from "./labels";

/** How each prop is read that hangs on no other: what was asked becomes what the plan holds. */
const READERS = {
  labels: readLabels,
  waitForReady: switchOf(true),
  readyTimeout: readReadyTimeout,
  engineVersion: readEngineVersion,
  engineName: readEngineName,
  report: readReport,
  allowMajorityOnOneHost: switchOf(false),
  userlandProxy: switchOf(true),
} satisfies { readonly [K in keyof ClusterProps]?: (asked: unknown, findings: PropFindings) => unknown };

/** What the plan holds of the props that hang on no other. */
export type PlainProps = { readonly [K in keyof typeof READERS]: ReturnType<(typeof READERS)[K]> };

export const PLAIN_PROPS = Object.keys(READERS) as readonly (keyof PlainProps)[];

/** The props that hang on no other, each read. */
export function readPlainProps(props: Partial<ClusterProps>, findings: Findings): PlainProps {
  const read = PLAIN_PROPS.map((key) => [key, READERS[key](props[key], findings.at(key))]);
  return Object.fromEntries(read) as PlainProps;
}

/** The reader of true or false. */
function switchOf(otherwise: boolean) {
  return (asked: unknown, findings: PropFindings): boolean => {
    if (asked === undefined) return otherwise;
    return checkBoolean(asked, { fix: `leave it out for ${otherwise}` }, findings) ?? otherwise;
  };
}

/** How long an apply waits for one node, in seconds. */
function readReadyTimeout(asked: unknown, findings: PropFindings): number {
  // The provider gives up on creating a container after 20 minutes, whatever it was told.
  const range = { min: 10, max: 1140, what: "whole seconds", fix: "leave it out for 180" };
  return asked === undefined ? 180 : (checkWholeNumber(asked, range, findings) ?? 180);
}

function readEngineVersion(asked: unknown, findings: PropFindings): string | undefined {
  if (asked === undefined || (typeof asked === "string" && /^\d{1,3}\.\d{1,3}(\.\d{1,3})?$/.test(asked)))
    return asked;
  const fix = 'use for example "28.5.2", as docker version shows it, or leave it out';
  reportWrong(asked, { what: "the version of a Docker engine", fix }, findings);
  return undefined;
}

function readEngineName(asked: unknown, findings: PropFindings): string | undefined {
  if (asked === undefined || (typeof asked === "string" && /^[^\p{Cc}]{1,64}$/u.test(asked))) return asked;
  const what = "a text of 1 to 64 characters that tells one engine from the others";
  reportWrong(asked, { what, fix: 'use for example "production", or leave it out' }, findings);
  return undefined;
}

/** Whether a report is written beside the stack, or the folder. */
function readReport(asked: unknown, findings: PropFindings): true | string | undefined {
  if (asked === undefined || asked === false) return undefined;
  if (asked === true || (typeof asked === "string" && /^[^\p{Cc}]{1,4096}$/u.test(asked))) return asked;
  const what = "true, false or the path of a folder";
  reportWrong(asked, { what, fix: "use true for files beside the stack, or leave it out" }, findings);
  return undefined;
}

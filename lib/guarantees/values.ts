import { quote } from "../problem/quote";
import type { Attributes } from "./attributes";
import { unknownBlocks } from "./dynamic-blocks";

/*
 * Attributes come from anybody's override, in any form that Terraform takes.
 */

/** The blocks of a list; `undefined` where only Terraform knows them. */
export function blocksOf(attributes: Attributes, name: string): readonly Attributes[] | undefined {
  if (unknownBlocks(attributes).includes(name)) return undefined;
  const value = attributes[name];
  if (value === undefined || value === null) return [];
  const items: readonly unknown[] = Array.isArray(value) ? value : [value];
  return items.every((item) => typeof item === "object" && item !== null)
    ? (items as readonly Attributes[])
    : undefined;
}

/** The texts of a list; `undefined` where only Terraform knows them. */
export function textsOf(attributes: Attributes, name: string): readonly string[] | undefined {
  const value = attributes[name];
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value.map(plainText) : undefined;
}

/** A text, number or switch as text; empty for anything else. */
export function plainText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

/** Whether a switch is on. */
export function isOn(value: unknown): boolean {
  return value === true || value === "true";
}

/** A number as Terraform reads it; `undefined` where there is none. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Whether a value is an expression that only Terraform can work out. */
export function isExpression(value: unknown): boolean {
  return typeof value === "string" && /(^|[^$])\$\{/.test(value);
}

/** A value as a problem states it: what is missing is said to be. */
export function stated(value: unknown): string {
  return value === undefined || value === null ? "is missing" : `is ${quote(value)}`;
}

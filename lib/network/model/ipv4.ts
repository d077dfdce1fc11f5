import { IPv4 } from "ipaddr.js";

const PART = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const FOUR_PARTS = new RegExp(`^${PART}(\\.${PART}){3}$`);

/** Whether `text` is an IPv4 address in four decimal parts. */
export function isIpv4(text: string): boolean {
  // Asked of every address and host name again and again: the library parses, throws and catches.
  return FOUR_PARTS.test(text);
}

/** Whether `text` looks like an IPv6 address or range, so that it can be refused by name. */
export function looksLikeIpv6(text: string): boolean {
  return /^\[?[0-9a-f]*:[0-9a-f:.]*\]?(\/\d+)?$/i.test(text);
}

/** Whether `text` is an address of the machine itself (127.0.0.0/8). */
export function isLoopback(text: string): boolean {
  return isIpv4(text) && IPv4.parse(text).range() === "loopback";
}

/** Whether `text` is an address that no router leads to (169.254.0.0/16). */
export function isLinkLocal(text: string): boolean {
  return isIpv4(text) && IPv4.parse(text).range() === "linkLocal";
}

/** Whether `text` stands for every interface rather than for one address. */
export function isWildcard(text: string): boolean {
  return text === "0.0.0.0" || text === "*" || text === "::" || text === "[::]";
}

/** Why an address cannot be dialled, or `undefined` where it can. */
export function whyNotDialable(address: string): string | undefined {
  switch (IPv4.parse(address).range()) {
    case "unspecified":
      return "a wildcard address";
    case "broadcast":
      return "the broadcast address";
    case "multicast":
      return "a multicast address";
    default:
      return undefined;
  }
}

/** An address in four decimal parts as a number, for arithmetic. */
export function toNumber(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** A number as an address. */
export function toAddress(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join(".");
}

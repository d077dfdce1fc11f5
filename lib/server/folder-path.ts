/** A path without what says nothing, so that two that are one are the same text. */
export function plainPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `${path.startsWith("/") ? "/" : ""}${parts.join("/")}`;
}

/** Whether a plain path is that folder or lies in it. */
export function isWithin(path: string, folder: string): boolean {
  return folder === "/" || path === folder || (folder !== "" && path.startsWith(`${folder}/`));
}

/** Whether two folders are one, or one of them lies in the other. */
export function overlapInTree(one: string, other: string): boolean {
  return isWithin(one, other) || isWithin(other, one);
}

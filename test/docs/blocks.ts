/** The blocks of code of one language in a Markdown text. */
export function blocksOf(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, block]) => block as string,
  );
}

/** Runs a program and gives what it printed. */
export function run(file: string): readonly string[] {
  const printed: string[] = [];
  const log = jest.spyOn(console, "log").mockImplementation((text: string) => void printed.push(text));
  try {
    jest.resetModules();
    jest.requireActual(file);
  } finally {
    log.mockRestore();
  }
  return printed;
}

/** What a block says that it prints: comments that begin with a connection string. */
export function promised(block: string): readonly string[] {
  return [...block.matchAll(/^\/\/ ((?:esdb:|GossipSeeds=|ConnectTo=).*)$/gm)].map(
    ([, line]) => line as string,
  );
}

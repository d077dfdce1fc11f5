import type Docker from "dockerode";

/** How a command in a container went. */
export interface RanInside {
  readonly code: number;
  /** Both outputs, as they came. */
  readonly out: string;
}

/**
 * Runs a shell command in a running container.
 * @param user `uid:gid`; by default the container's own user
 */
export async function runInside(
  docker: Docker,
  name: string,
  command: string,
  user?: string,
): Promise<RanInside> {
  const exec = await docker.getContainer(name).exec({
    Cmd: ["/bin/sh", "-c", command],
    AttachStdout: true,
    AttachStderr: true,
    // As it was written: without a terminal the engine puts both outputs into frames.
    Tty: true,
    ...(user === undefined ? {} : { User: user }),
  });
  const stream = await exec.start({ Tty: true });
  let out = "";
  for await (const chunk of stream) out += String(chunk);
  const { ExitCode } = await exec.inspect();
  return { code: ExitCode ?? -1, out: out.replaceAll("\r\n", "\n") };
}

/** Runs a command that must end with 0, as the container's own user, and gives what it wrote. */
export async function demandInside(docker: Docker, name: string, command: string): Promise<string> {
  const { code, out } = await runInside(docker, name, command);
  if (code !== 0) throw new Error(`${command} in ${name} ended with ${code}: ${out.trim()}`);
  return out;
}

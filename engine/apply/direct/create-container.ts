import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type Docker from "dockerode";
import { containerRequest, type ContainerAttributes, type UploadAttributes } from "./container-request";

const DEFAULT_WAIT_SECONDS = 60;

/** Creates and starts a container in the provider's order: all networks and files first. */
export async function createContainer(
  docker: Docker,
  attributes: ContainerAttributes,
  signal: AbortSignal,
): Promise<string> {
  const container = await docker.createContainer(containerRequest(attributes));
  try {
    await attach(docker, container, attributes);
    for (const file of attributes.upload ?? []) await upload(container, file);
    if (attributes.start !== false) await container.start();
    if (attributes.wait === true) {
      await healthy(container, attributes.name, attributes.wait_timeout ?? DEFAULT_WAIT_SECONDS, signal);
    }
    // Nothing else is attached to, and Terraform has a provisioner for what it ended with.
    if (attributes.attach === true) await succeeded(container, attributes.name, signal);
  } catch (error) {
    await container.remove({ v: true, force: true });
    throw error;
  }
  return container.id;
}

/** Stops a container in order and removes it; one that is gone is as it should be. */
export async function removeContainer(docker: Docker, id: string, graceSeconds: number): Promise<void> {
  const container = docker.getContainer(id);
  try {
    await container.stop({ t: graceSeconds });
  } catch (error) {
    // 304: it had stopped already.
    if (!hasStatus(error, 304, 404)) throw error;
  }
  try {
    await container.remove({ v: true, force: true });
  } catch (error) {
    if (!hasStatus(error, 404)) throw error;
  }
}

/** Whether the engine answered with one of these. */
export function hasStatus(error: unknown, ...codes: readonly number[]): boolean {
  return codes.includes((error as { statusCode?: number }).statusCode ?? 0);
}

async function attach(
  docker: Docker,
  { id }: Docker.Container,
  { networks_advanced: networks = [] }: ContainerAttributes,
): Promise<void> {
  if (networks.length > 0) await docker.getNetwork("bridge").disconnect({ Container: id });
  for (const { name, ipv4_address, aliases } of networks) {
    await docker.getNetwork(name).connect({
      Container: id,
      EndpointConfig: {
        ...(ipv4_address === undefined ? {} : { IPAMConfig: { IPv4Address: ipv4_address } }),
        Aliases: [...(aliases ?? [])],
      },
    });
  }
}

/** Puts a file there as root's. */
async function upload(container: Docker.Container, attributes: UploadAttributes): Promise<void> {
  const { file, permissions = "0644" } = attributes;
  const folder = mkdtempSync(join(tmpdir(), "upload-"));
  try {
    const relative = `.${file}`;
    mkdirSync(dirname(join(folder, relative)), { recursive: true });
    writeFileSync(join(folder, relative), bytesOf(attributes));
    chmodSync(join(folder, relative), Number.parseInt(permissions, 8));
    const tar = spawn("tar", ["-C", folder, "--owner=0", "--group=0", "-cf", "-", relative], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await container.putArchive(tar.stdout, { path: "/" });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function bytesOf({ file, content, content_base64, source, source_hash }: UploadAttributes): Buffer {
  if (content !== undefined) return Buffer.from(content);
  if (content_base64 !== undefined) return Buffer.from(content_base64, "base64");
  if (source === undefined) throw new Error(`nothing is to be put at ${file}`);
  const bytes = readFileSync(source);
  const hash = createHash("sha256").update(bytes).digest("hex");
  if (hash !== source_hash) throw new Error(`${source} is not what was hashed`);
  return bytes;
}

async function succeeded(container: Docker.Container, name: string, signal: AbortSignal): Promise<void> {
  const { StatusCode } = (await container.wait({ abortSignal: signal })) as { StatusCode: number };
  if (StatusCode !== 0) throw new Error(`${name} ended with ${StatusCode}: ${await lastLines(container)}`);
}

async function lastLines(container: Docker.Container): Promise<string> {
  return (await container.logs({ stdout: true, stderr: true, tail: 20 })).toString().trim();
}

async function healthy(
  container: Docker.Container,
  name: string,
  seconds: number,
  signal: AbortSignal,
): Promise<void> {
  for (let left = seconds; left > 0; left--) {
    await pause(1000, undefined, { signal });
    const { State } = await container.inspect();
    if (State.Health?.Status === "healthy") return;
    if (!State.Running) break;
  }
  throw new Error(`${name} is not healthy: ${await lastLines(container)}`);
}

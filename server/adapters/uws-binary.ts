/** Loads the native binary of uWebSockets.js, or says in one paragraph why this machine cannot. */
import { createRequire } from 'node:module'
import type * as uws from 'uWebSockets.js'

export interface Machine {
  /** As in process.versions.node. */
  readonly node: string
  readonly platform: string
  readonly arch: string
  /** Version of glibc, or undefined where there is none (musl, or not Linux). */
  readonly glibc: string | undefined
}

/** The paragraph that a person reads when the binary does not load. */
export const explainLoadFailure = (machine: Machine, cause: string): string => {
  const here =
    `This machine has Node ${machine.node} on ${machine.platform} ${machine.arch}` +
    (machine.platform === 'linux' ? ` with ${machine.glibc === undefined ? 'no glibc' : `glibc ${machine.glibc}`}` : '')
  return [
    'Tutti cannot start: the native binary of uWebSockets.js did not load.',
    'It supports Node 20 with glibc 2.27 or newer, and Node 22, 24 and 25 with glibc 2.38 or newer',
    '(Debian 13, Ubuntu 24.04), on Linux x64 and arm64; macOS and Windows (x64) with the same Node versions;',
    'Alpine and other musl systems are not supported.',
    `${here}: ${advice(machine, cause)}`,
  ].join(' ')
}

const advice = (machine: Machine, cause: string): string => {
  const major = Number(machine.node.split('.')[0])
  if (![20, 22, 24, 25].includes(major)) return `there is no binary for Node ${major}; use Node 20, 22, 24 or 25.`
  if (machine.platform !== 'linux') return `the loader said: ${cause}`
  if (machine.glibc === undefined) return 'use an image with glibc, such as node:20-bookworm.'
  if (major > 20 && olderThan(machine.glibc, 2, 38)) {
    return `Node ${major} needs glibc 2.38 here; use Node 20, or a newer system.`
  }
  if (olderThan(machine.glibc, 2, 27)) return 'its glibc is too old; use a newer system.'
  return `the loader said: ${cause}`
}

const olderThan = (version: string, major: number, minor: number): boolean => {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a < major || (a === major && b < minor)
}

/** The machine that runs us. */
export const thisMachine = (): Machine => {
  const header = (process.report.getReport() as { header?: { glibcVersionRuntime?: string } }).header
  return {
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    glibc: header?.glibcVersionRuntime,
  }
}

export class BinaryError extends Error {
  override readonly name = 'BinaryError'
}

export type Uws = typeof uws

/**
 * Loaded on demand, so that whoever does not open a port does not need the binary.
 * @throws BinaryError whose message is fit to be printed as it is
 */
export const loadUws = (
  load: () => unknown = () => createRequire(import.meta.url)('uWebSockets.js'),
  machine: () => Machine = thisMachine,
): Uws => {
  try {
    return load() as Uws // The package's own declarations describe what it exports.
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause)
    // The package puts its own advice before what the loader said, and the loader names the file: keep the reason only.
    const reason = (text.split('\n').at(-1) ?? text).replaceAll(/(\S*\/)+/g, '').slice(0, 200)
    throw new BinaryError(explainLoadFailure(machine(), reason), { cause })
  }
}

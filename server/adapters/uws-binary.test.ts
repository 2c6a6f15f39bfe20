/** What a person reads where the native binary does not load. */
import { describe, expect, it } from 'vitest'
import { BinaryError, explainLoadFailure, loadUws, thisMachine } from './uws-binary.ts'
import type { Machine } from './uws-binary.ts'

const aMachine = (machine: Partial<Machine>): Machine => ({
  node: '20.19.0',
  platform: 'linux',
  arch: 'x64',
  glibc: '2.36',
  ...machine,
})

describe('a binary that does not load', () => {
  it.each<[Partial<Machine>, string, string]>([
    [
      { node: '22.4.1' },
      'Node 22.4.1 on linux x64 with glibc 2.36',
      'Node 22 needs glibc 2.38 here; use Node 20, or a newer system.',
    ],
    [
      { glibc: undefined },
      'Node 20.19.0 on linux x64 with no glibc',
      'use an image with glibc, such as node:20-bookworm.',
    ],
    [{ glibc: '2.17' }, 'glibc 2.17', 'its glibc is too old; use a newer system.'],
    [{ node: '23.1.0' }, 'Node 23.1.0', 'there is no binary for Node 23; use Node 20, 22, 24 or 25.'],
    [{ node: '24.0.0', glibc: '2.39' }, 'glibc 2.39', 'the loader said: cannot open'],
    [
      { platform: 'darwin', arch: 'arm64', glibc: undefined },
      'Node 20.19.0 on darwin arm64:',
      'the loader said: cannot open',
    ],
  ])('is explained for %o', (machine, here, advice) => {
    const text = explainLoadFailure(aMachine(machine), 'cannot open')
    expect(text).toContain(here)
    expect(text.endsWith(advice)).toBe(true)
    expect(text).not.toContain('\n')
    for (const word of ['Node 20 with glibc 2.27', 'Node 22, 24 and 25 with glibc 2.38', 'Alpine'])
      expect(text).toContain(word)
  })

  it('throws that paragraph, without a path of this machine', () => {
    const load = (): never => {
      throw new Error(
        'This version of uWS.js supports…\n\nError: /home/somebody/app/uws_linux_x64_127.node: cannot open',
      )
    }
    const attempt = (): unknown => loadUws(load, () => aMachine({ node: '24.0.0', glibc: '2.39' }))
    expect(attempt).toThrow(BinaryError)
    expect(attempt).toThrow(/the loader said: Error: uws_linux_x64_127.node: cannot open$/)
    expect(attempt).not.toThrow(/somebody/)
  })

  it('is not what happens here', () => {
    expect(loadUws()).toHaveProperty('App')
    expect(thisMachine().node).toBe(process.versions.node)
  })
})

/** What the README says is true: its code is what the tests run, its tables are the code's own. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { explainLoadFailure } from '../server/adapters/uws-binary.ts'
import { SETTINGS } from '../server/config.ts'
import { ROOT, textOf } from './support/tree.ts'

const readme = textOf('README.md')

/** A fixture as it would read in its place in the tree: without the comment on what it is, its imports moved. */
const inPlace = (path: string): string =>
  textOf(path)
    .replace(/^\/\*\*.*\*\/\n/, '')
    .replaceAll('../../../client-sdk/src/index.ts', '@tutti/client')
    .replaceAll('../../../client-sdk/src/chat.ts', '@tutti/client/chat')
    .replaceAll('../../../client-sdk/src/doc.ts', '@tutti/client/doc')
    .replaceAll('../../../client-sdk/src/delivery.ts', '@tutti/client/delivery')
    .replaceAll("'../registry.ts'", "'../server/rooms/registry.ts'")
    .replaceAll('../../../server/', '../../')

describe('the README', () => {
  it.each([
    ['shared/poll/contract.ts', inPlace('test/fixtures/poll/contract.ts').replaceAll('../../../shared/', '../')],
    [
      'server/rooms/poll/kind.ts',
      inPlace('test/fixtures/poll/kind.ts').replaceAll("'./contract.ts'", "'../../../shared/poll/contract.ts'"),
    ],
    ['server/rooms/guestbook/kind.ts', inPlace('test/fixtures/guestbook/kind.ts')],
    ['page.ts', inPlace('test/fixtures/poll/voter.ts')],
    ['lounge.ts', inPlace('test/fixtures/chat/lounge.ts').replaceAll('../../rooms/', '../server/rooms/')],
    ['supper.ts', inPlace('test/fixtures/delivery/supper.ts').replaceAll('../../rooms/', '../server/rooms/')],
    ['notes.ts', inPlace('test/fixtures/doc/notes.ts')],
    ['snippet.ts', inPlace('test/fixtures/doc/snippet.ts')],
    ['verify.ts', inPlace('test/fixtures/webhook/verify.ts')],
  ])('shows %s as the tests run it', (path, code) => {
    expect(readme).toContain(`\`\`\`ts\n// ${path}\n${code}\`\`\`\n`)
  })

  it('needs about 30 lines for a kind', () => {
    expect(textOf('test/fixtures/poll/kind.ts').split('\n').length).toBeLessThan(40)
  })

  it('lists every setting with its default and its meaning, and no other', () => {
    const rows = SETTINGS.map(({ name, default: value, meaning }) => `| \`${name}\` | ${value} | ${meaning} |`)
    const table = ['| name | default | meaning |', '|---|---|---|', ...rows].join('\n')
    expect(readme).toContain(`\n\n${table}\n\n`)
  })

  it('names files that are there', () => {
    const named = [...readme.matchAll(/`((?:server|shared|client-sdk|test|demos|loadtest|\.ci)\/[\w./-]*)`/g)]
    const linked = [...readme.matchAll(/\]\((?!http|#)([^)]+)\)/g)]
    // The poll and the guest book stand in the tests.
    const paths = [...named, ...linked].map((match) => match[1]!).filter((path) => !/\/(poll|guestbook)\//.test(path))
    expect(paths.length).toBeGreaterThan(15)
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
  })

  it('says where the binary runs as the host says it where it does not', () => {
    const said = explainLoadFailure({ node: '21.0.0', platform: 'linux', arch: 'x64', glibc: '2.36' }, 'no file')
    expect(said).toContain('Node 20 with glibc 2.27 or newer, and Node 22, 24 and 25 with glibc 2.38 or newer')
    expect(readme).toContain('| 20 | glibc 2.27 or newer |')
    expect(readme).toContain('| 22, 24, 25 | glibc 2.38 or newer')
  })
})

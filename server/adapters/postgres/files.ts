/** Files in Postgres: every node sees them, and a backup has them. */
import { webcrypto } from 'node:crypto'
import type { FileMeta, Files } from '../../ports.ts'
import type { Pools } from './pools.ts'

const META = 'select name, type, bytes from file where space = ? and hash = ?'
const READ = 'select name, type, bytes, content from file where space = ? and hash = ?'
/** The same content again keeps the name that it came with first. */
const PUT = `
  insert into file (space, hash, name, type, bytes, content) values (?, ?, ?, ?, ?, ?)
  on conflict (space, hash) do nothing`
const REMOVE = 'delete from file where space = ? and hash = ?'

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

export const createPostgresFiles = ({ read, write }: Pools): Files => ({
  async put(space, name, type, content) {
    // Off the main thread: ten megabytes take as long as a tick.
    const hash = Buffer.from(await webcrypto.subtle.digest('SHA-256', content)).toString('hex')
    await write(PUT, [space, hash, name, type, content.length, content])
    return hash
  },
  async stat(space, hash) {
    if (!isHash(hash)) return undefined
    const [meta] = await read<FileMeta>(META, [space, hash])
    return meta
  },
  async read(space, hash) {
    if (!isHash(hash)) return undefined
    const [row] = await read<FileMeta & { content: Uint8Array }>(READ, [space, hash])
    if (row === undefined) return undefined
    const { content, ...meta } = row
    return { meta, content }
  },
  async remove(space, hash) {
    if (isHash(hash)) await write(REMOVE, [space, hash])
  },
})

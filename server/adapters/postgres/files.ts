/** Files in Postgres: every node sees them, and a backup has them. */
import { webcrypto } from 'node:crypto'
import type { Clock, FileMeta, FilePlace, Files } from '../../ports.ts'
import type { Pools } from './pools.ts'

const META = 'select name, type, bytes from file where space = ? and hash = ?'
const READ = 'select name, type, bytes, content from file where space = ? and hash = ?'
/** The same content again keeps the name that it came with first. */
const PUT = `
  insert into file (space, hash, name, type, bytes, content, at) values (?, ?, ?, ?, ?, ?, ?)
  on conflict (space, hash) do update set at = greatest(file.at, excluded.at)`
const TOUCH = 'update file set at = greatest(at, ?) where space = ? and hash = ? returning name, type, bytes'
const REMOVE = 'delete from file where space = ? and hash = ? returning hash'
const REMOVE_OLD = 'delete from file where space = ? and hash = ? and at < ? returning hash'
const OLD = 'select space, hash from file where (space, hash) > (?, ?) and at < ? order by space, hash limit ?'

/** Spaces are never empty. */
const FIRST: FilePlace = { space: '', hash: '' }

const isHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

export const createPostgresFiles = ({ read, write }: Pools, clock: Clock): Files => {
  const nowMs = (): number => Math.floor(clock.wall())
  return {
    async put(space, name, type, content) {
      // Off the main thread: ten megabytes take as long as a tick.
      const hash = Buffer.from(await webcrypto.subtle.digest('SHA-256', content)).toString('hex')
      await write(PUT, [space, hash, name, type, content.length, content, nowMs()])
      return hash
    },
    async stat(space, hash) {
      if (!isHash(hash)) return undefined
      const [meta] = await read<FileMeta>(META, [space, hash])
      return meta
    },
    async touch(space, hash) {
      if (!isHash(hash)) return undefined
      const [meta] = await write<FileMeta>(TOUCH, [nowMs(), space, hash])
      return meta
    },
    async read(space, hash) {
      if (!isHash(hash)) return undefined
      const [row] = await read<FileMeta & { content: Uint8Array }>(READ, [space, hash])
      if (row === undefined) return undefined
      const { content, ...meta } = row
      return { meta, content }
    },
    async remove(space, hash, beforeMs) {
      if (!isHash(hash)) return false
      const gone =
        beforeMs === undefined
          ? await write(REMOVE, [space, hash])
          : // Waits for whoever puts it at this moment, and looks again.
            await write(REMOVE_OLD, [space, hash, beforeMs])
      return gone.length > 0
    },
    old: (beforeMs, { space, hash } = FIRST, limit) => read<FilePlace>(OLD, [space, hash, beforeMs, limit]),
  }
}

/** A copy of a database that is in use: one moment of it, whole. */
import { existsSync, mkdirSync, openSync, closeSync, fsyncSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import { StorageError, wordsOf } from '../sql/storage-error.ts'

/** @throws StorageError */
export const backUp = (from: string, to: string): void => {
  if (!existsSync(from)) throw new StorageError(`There is no database at ${from}.`)
  if (existsSync(to)) throw new StorageError(`There is a file at ${to} already: name another one.`)
  const unfinished = `${to}.unfinished`
  try {
    mkdirSync(dirname(to), { recursive: true })
    discard(unfinished)
    copy(from, unfinished)
    branch(unfinished)
    check(unfinished)
    toDisk(unfinished)
    renameSync(unfinished, to)
    toDisk(dirname(to))
  } catch (cause) {
    discard(unfinished)
    throw new StorageError(`The database could not be copied to ${to}: ${wordsOf(cause)}.`, { cause })
  }
}

const discard = (path: string): void => {
  try {
    rmSync(path, { force: true })
  } catch {
    // Where it could not be made it is not there, and what went wrong before is what is told.
  }
}

/** One reading transaction: the host goes on writing beside it. */
const copy = (from: string, to: string): void => {
  const db = new Database(from, { readonly: true })
  try {
    db.pragma('busy_timeout = 30000')
    db.prepare('vacuum into ?').run(to)
  } finally {
    db.close()
  }
}

/**
 * Every room of the copy has a history of its own from here on: whoever goes on from it gives out numbers again that
 * members may have seen before, with something else behind them. Its name says where it comes from: a kind whose members
 * hold what the copy lacks takes it from them (rooms/doc/recovery.ts).
 */
const branch = (path: string): void => {
  const db = new Database(path)
  try {
    db.exec("update room set epoch = 'restored-' || lower(hex(randomblob(6)))")
  } finally {
    db.close()
  }
}

const check = (path: string): void => {
  const db = new Database(path, { readonly: true })
  try {
    const found = db.pragma('quick_check', { simple: true })
    if (found !== 'ok') throw new Error(`the copy is damaged: ${String(found)}`)
  } finally {
    db.close()
  }
}

const toDisk = (path: string): void => {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

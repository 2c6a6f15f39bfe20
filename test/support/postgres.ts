/** A database of its own for a test file, on the run's Postgres. */
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { Client } from 'pg'
import { inject } from 'vitest'
import './postgres-setup.ts'

/** Where the server is; starts it when this is the first question. */
const serverUrl = (): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    connect(inject('postgres'))
      .setEncoding('utf8')
      .on('data', (text: string) => (said += text))
      .on('error', reject)
      .on('end', () => (said.startsWith('postgres:') ? resolve(said) : reject(new Error(said))))
  })

const onServer = async <T>(url: string, sql: string): Promise<readonly T[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql)).rows as T[]
  } finally {
    await client.end()
  }
}

export interface TestDatabase {
  readonly url: string
  readonly port: number
  /** The same database by another port, as through a proxy. */
  urlAt(port: number): string
  /** One statement, on a connection of its own. */
  ask<T>(sql: string): Promise<readonly T[]>
  /** `away`: ends every connection and takes no new one, as a server that is gone. */
  be(what: 'away' | 'back'): Promise<void>
}

/** Empty. It goes away with the server. */
export const freshDatabase = async (): Promise<TestDatabase> => {
  const server = await serverUrl()
  const name = `test_${randomBytes(6).toString('hex')}`
  await onServer(server, `create database ${name}`)
  const urlAt = (port: number) => `postgres://postgres@127.0.0.1:${port}/${name}`
  const port = Number(new URL(server).port)
  const url = urlAt(port)
  return {
    url,
    port,
    urlAt,
    ask: (sql) => onServer(url, sql),
    async be(what) {
      await onServer(server, `alter database ${name} allow_connections ${what === 'back'}`)
      if (what === 'away') {
        await onServer(server, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
      }
    },
  }
}

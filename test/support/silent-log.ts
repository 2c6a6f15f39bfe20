/** A Log that keeps what it was told, for tests that look, and shows nothing. */
import type { Log } from '../../server/ports.ts'

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} }

export interface KeptLog extends Log {
  readonly lines: { readonly level: string; readonly message: string; readonly fields?: object }[]
}

export const keptLog = (): KeptLog => {
  const lines: KeptLog['lines'] = []
  const keep = (level: string) => (message: string, fields?: object) => {
    lines.push(fields === undefined ? { level, message } : { level, message, fields })
  }
  return { lines, debug: keep('debug'), info: keep('info'), warn: keep('warn'), error: keep('error') }
}

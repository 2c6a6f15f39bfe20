/** The Log port over pino: one line of JSON for each entry, on standard output. */
import { pino } from 'pino'
import type { DestinationStream } from 'pino'
import type { Log } from '../ports.ts'

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export const createLog = (level: LogLevel, destination?: DestinationStream): Log => {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime }
  // Errors travel as `cause`: without a serializer they would be printed as {}.
  const serializers = { cause: pino.stdSerializers.err }
  const out =
    destination === undefined ? pino({ ...options, serializers }) : pino({ ...options, serializers }, destination)
  return {
    debug: (message, fields) => out.debug(fields ?? {}, message),
    info: (message, fields) => out.info(fields ?? {}, message),
    warn: (message, fields) => out.warn(fields ?? {}, message),
    error: (message, fields) => out.error(fields ?? {}, message),
  }
}

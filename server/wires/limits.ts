/** What clients of foreign wires are held to. Bytes, milliseconds, counts. */
import { DOC } from '../../shared/doc/rules.ts'
import { LIMITS } from '../../shared/limits.ts'

/** Clocks of login services differ from ours by a little. */
export const TOLERANCE_MS = 5_000

export const WIRE = {
  /** The largest update in one message, and what stands before it. */
  maxMessageBytes: DOC.partsBytesMax + 1024,
  /** A state of the largest document may have to wait for its reader. */
  maxBufferBytes: DOC.hardBytes + 8 * 1024 * 1024,
  /** Of one document, before its token is known to be good; and of all of a socket's. */
  strangerBytes: 64 * 1024,
  strangersBytes: LIMITS.bytesBurst,
  strangersMessages: LIMITS.framesBurst,
  /** Of one document, while its room is being entered. */
  waitingBytes: DOC.partsBytesMax,
  waitingMessages: 256,
  /** A socket has to show one good token within this. */
  introduceMs: 10_000,
  /** A state vector: a client id and a clock for each client that ever wrote. */
  vectorMax: DOC.vectorMax,
  nameMax: 256,
  addressMax: 512,
  tokenMax: LIMITS.maxTokenLength,
  /** UTF-8 of what the room takes. */
  statelessBytes: DOC.sayMax * 3,
  /** Unanswered edits of one document; later ones wait here. */
  editsInFlight: 32,
  editsWaiting: 4096,
  editsWaitingBytes: DOC.partsBytesMax,
  /** An edit that the room cannot take right now is tried again, so often. */
  editTries: 20,
  retryMs: 500,
  /** Each time a wait longer, up to so many. */
  retryMost: 4,
  /** A client of whose edits one builds on what never came is asked for all it has, once in 5 s. */
  gaps: { perSecond: 0.2, burst: 1 },
  /** Clients give a silent line up after 30 s, and hear no pings of the socket itself. */
  aliveMs: 15_000,
  sweepMs: 250,
  /** Before a token's end its client is asked for a new one; so long after it there is one, or the document is closed. */
  renewMs: 30_000,
  /** States that a diff is made of here and now (10 ms); of a larger one another thread makes it (40 ms for a MiB). */
  diffMax: 256 * 1024,
  diffsKept: 8,
  /** So many at once, of all documents: whoever comes while they are made gets all. */
  diffsAtOnce: 8,
  messages: { perSecond: LIMITS.framesPerSecond, burst: LIMITS.framesBurst },
  aware: { perSecond: 20, burst: 40 },
  states: { perSecond: 1, burst: 10 },
  strikes: { perSecond: LIMITS.floodStrikes / 10, burst: LIMITS.floodStrikes },
  /** How often a y-websocket client is told that it may not write: it prints each. */
  denials: 8,
} as const

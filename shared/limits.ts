/** Every size and rate that the protocol and the host hold to, named once. Bytes, milliseconds, counts. */

export const LIMITS = {
  /** Inbound WebSocket message. Larger ones end the connection. */
  maxFrameBytes: 64 * 1024,
  /** Frames that may be concatenated in one WebSocket message. */
  maxFramesPerMessage: 64,
  /** Nesting of arrays and maps inside a body. */
  maxDepth: 16,
  /** Nesting of what we write ourselves: a value in itself ends there. */
  maxWrittenDepth: 32,
  /** Elements of one array or map in a body. */
  maxItems: 4096,
  maxStringLength: 32 * 1024,
  maxTokenLength: 4096,
  maxKindLength: 32,
  maxRoomIdLength: 64,
  maxNameLength: 32,

  /** Rooms one session may sit in, and requests (JOIN, COMMAND with reply, QUERY, AUTH) it may have unanswered. */
  maxRoomsPerSession: 512,
  maxInFlight: 256,
  /** Rooms one session may watch, of all kinds together. */
  maxWatchedRooms: 512,
  /** A watched room's badge reaches a session at most this often. */
  badgeMs: 2_000,

  /** Token buckets per user, over all its sessions and HTTP: queries (WATCH is one), uploads, exports, commands by HTTP. */
  queriesPerSecond: 50,
  queriesBurst: 250,
  uploadsPerSecond: 0.5,
  uploadsBurst: 20,
  exportsPerSecond: 0.1,
  exportsBurst: 5,
  commandsPerSecond: 10,
  commandsBurst: 60,
  /** Of one user, by HTTP, that wait for their answers. */
  commandsInFlight: 16,

  /** Token bucket per socket: sustained rate and burst. A game at 60 inputs a second stays well below. */
  framesPerSecond: 200,
  framesBurst: 400,
  bytesPerSecond: 128 * 1024,
  bytesBurst: 512 * 1024,
  /** Refusals in a row before a flooding socket is closed. */
  floodStrikes: 200,

  /** A socket must say HELLO within this. */
  helloMs: 5_000,
  pingMs: 25_000,
  pongMs: 10_000,

  /** Outbox: below soft everything flows; above it newest waits and fleeting drops; above hard, ordered becomes a cursor. */
  softBufferBytes: 32 * 1024,
  hardBufferBytes: 256 * 1024,
  /** Above hard, or behind in acknowledging, for this long: closed as slow. */
  slowMs: 15_000,
  /** More events than this unacknowledged for so long: the kernel holds what is not read. Ordered becomes a cursor. */
  lagEvents: 256,
  lagMs: 3_000,
  /** uWebSockets.js drops without a word above this; our own limits lie far below, so `dropped` must stay 0. */
  maxBackpressureBytes: 4 * 1024 * 1024,

  /** A room's resume ring. */
  ringEvents: 4096,
  ringBytes: 4 * 1024 * 1024,

  /** Work waiting for a room's next tick. */
  maxInbox: 4096,
  /** Answers remembered by nonce, per room, so that a repeated command is not done twice. */
  maxNonces: 1024,
  /** The same where the database remembers them all: enough for repeats that come at once. */
  maxDurableNonces: 64,
  /** The same for those that are seconds old, in a room where many come. */
  maxFreshNonces: 16_384,

  /** Rooms that one user may open, sustained and at once: a client comes back into all of its rooms after a restart. */
  openingsPerSecond: 10,
  openingsBurst: 1024,

  /** HTTP request body, but for files, whose kind says how large they are. */
  maxHttpBodyBytes: 64 * 1024,
  /** Bodies that are held at once, of all requests. */
  maxHttpBodiesBytes: 64 * 1024 * 1024,
  /** A file's name, in UTF-16 units. */
  maxFileNameLength: 120,
} as const

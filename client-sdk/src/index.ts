/** @tutti/client: connect, join, resume. */
export { connect } from './client.ts'
export type { Client, ClientStats, ConnectOptions } from './client.ts'
export type { ClientClock } from './clock.ts'
export { guestToken } from './guest.ts'
export type { JoinSettings, KeptCommand, OutboxStore } from './kept.ts'
export type { Off } from './listeners.ts'
export { makeNonce } from './nonce.ts'
export type { OpenSocket, SocketLike } from './socket.ts'
export { UnauthorizedError } from './tokens.ts'
export type { TokenSource } from './tokens.ts'
export type {
  AnyContract,
  AnyRegistry,
  ClientState,
  ClosedBy,
  ContractOf,
  Discontinuity,
  EventMeta,
  JoinedAgain,
  KindName,
  RequestOptions,
  Room,
  RoomStatus,
} from './typed.ts'
export { TuttiError } from '../../shared/errors.ts'
export type { ErrorCode } from '../../shared/errors.ts'
export type { Key, Position } from '../../shared/frames.ts'

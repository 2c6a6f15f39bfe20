/** Every frame that an open session may send, and where it goes. */
import { TuttiError } from '../../shared/errors.ts'
import { FRAME } from '../../shared/frames.ts'
import type { ClientFrame } from '../../shared/frames.ts'
import { LIMITS } from '../../shared/limits.ts'
import { encodeServerFrame } from '../../shared/server-codec.ts'
import type { OpenSession } from './open-session.ts'
import { Seat } from './seat.ts'

type Frame<T extends ClientFrame['type']> = Extract<ClientFrame, { type: T }>

/** @throws TuttiError that ends the session */
export const dispatch = (session: OpenSession, frame: ClientFrame): void => {
  switch (frame.type) {
    case FRAME.INPUT:
      // To a room that it is not in: nobody waits for an answer.
      session.seats.at(frame.ref)?.input(frame.body)
      break
    case FRAME.COMMAND:
      command(session, frame)
      break
    case FRAME.JOIN:
      join(session, frame)
      break
    case FRAME.LEAVE:
      leave(session, frame)
      break
    case FRAME.QUERY:
      if (session.ask(frame.rid)) void query(session, frame)
      break
    case FRAME.AUTH:
      if (session.ask(frame.rid)) void auth(session, frame)
      break
    case FRAME.PROBE: {
      const echo = { type: FRAME.ECHO, time: frame.time, serverMs: session.context.clock.wall() }
      session.outbox.send('control', encodeServerFrame(echo))
      break
    }
    case FRAME.WATCH:
      if (session.ask(frame.rid)) void watch(session, frame)
      break
    case FRAME.ACK:
      session.seats.at(frame.ref)?.ack(frame.seq)
      break
    case FRAME.PONG:
      // That it was heard is all it says (S9).
      break
    case FRAME.HELLO:
      throw new TuttiError('bad_frame', 'a second HELLO')
    default:
      frame satisfies never
  }
}

const command = (session: OpenSession, frame: Frame<typeof FRAME.COMMAND>): void => {
  const seat = session.seats.at(frame.ref)
  if (seat === undefined) session.refuse(frame.rid, new TuttiError('not_joined'))
  else if (frame.rid === 0 || session.ask(frame.rid)) seat.command(frame.op, frame.body, frame.rid, frame.nonce)
}

const join = (session: OpenSession, frame: Frame<typeof FRAME.JOIN>): void => {
  const { rid, kind, room, since, options } = frame
  if (session.seats.in(kind, room)) return session.refuse(rid, new TuttiError('already_joined'))
  if (session.seats.size >= LIMITS.maxRoomsPerSession) return session.refuse(rid, new TuttiError('too_many_rooms'))
  if (!session.ask(rid)) return
  const seat = new Seat(session, rid, kind, room)
  session.seats.add(seat)
  seat.entry = session.context.engine.join(
    { user: session.user, session: session.id, kind, room, since, options },
    seat,
  )
}

const leave = (session: OpenSession, frame: Frame<typeof FRAME.LEAVE>): void => {
  const seat = session.seats.at(frame.ref)
  if (seat === undefined) return session.refuse(frame.rid, new TuttiError('not_joined'))
  session.seats.remove(seat)
  seat.leave('left')
  session.reply(frame.rid, null)
}

const query = async (session: OpenSession, frame: Frame<typeof FRAME.QUERY>): Promise<void> => {
  try {
    const { kind, room, name, body, rid } = frame
    const { limits, engine } = session.context
    limits.take('query', session.user.id)
    session.reply(rid, (await engine.query(session.user, kind, room, name, body)) ?? null)
  } catch (thrown) {
    session.fail(frame.rid, thrown)
  } finally {
    session.answered(1)
  }
}

const watch = async (session: OpenSession, frame: Frame<typeof FRAME.WATCH>): Promise<void> => {
  try {
    const { kind, rooms, rid } = frame
    const { limits, engine, watches } = session.context
    limits.take('query', session.user.id)
    const allowed = (wanted: readonly string[]) => engine.watchable(session.user, kind, wanted)
    session.reply(rid, await watches.watch(session.watching, kind, rooms, allowed))
  } catch (thrown) {
    session.fail(frame.rid, thrown)
  } finally {
    session.answered(1)
  }
}

const auth = async (session: OpenSession, frame: Frame<typeof FRAME.AUTH>): Promise<void> => {
  try {
    const identity = await session.context.auth.verify(frame.token)
    session.renew(identity)
    session.reply(frame.rid, Math.floor(identity.expiresMs))
  } catch (thrown) {
    session.fail(frame.rid, thrown)
  } finally {
    session.answered(1)
  }
}

/** Statements on the engine's tables that both databases take as they are, with `?` for a parameter. */

/** kind, id, epoch, names, wall ms. Event names are joined by commas, so that a list begins as another one when its text does. */
export const ACQUIRE = `
  insert into room (kind, id, epoch, fence, rev, seq, floor_seq, nonce_ms, names, at)
  values (?, ?, ?, 1, 0, 0, 0, 0, ?, ?)
  on conflict (kind, id) do update set
    fence = room.fence + 1,
    at = excluded.at,
    names = excluded.names,
    floor_seq = case
      when room.names in ('', excluded.names)
        or substr(excluded.names, 1, length(room.names) + 1) = room.names || ','
      then room.floor_seq
      else room.seq
    end
  returning key, fence, rev, seq, epoch, floor_seq, nonce_ms`

/** room, after seq. */
export const EVENTS = 'select first, last, flat from event where room = ? and last > ? order by last'

/** nonce, room, user. */
export const ANSWER = 'select digest, body from nonce where nonce = ? and room = ? and user_id = ?'

/** after id, limit. */
export const MAIL = 'select id, kind, room, op, body from mail where id > ? order by id limit ?'

export const OUTBOUND = {
  /** lease end, wall ms, limit; Postgres wants rows that others claim just now to be passed by. */
  claim: (lock: string) => `
    update outbound set due_at = ? where id in (
      select id from outbound where state = 'waiting' and due_at <= ? order by due_at, id limit ? ${lock}
    ) returning id, channel, target, payload, tries`,
  done: 'delete from outbound where id = ?',
  /** due ms, reason, id. */
  again: 'update outbound set tries = tries + 1, due_at = ?, reason = ? where id = ?',
  /** reason, id. */
  dead: "update outbound set tries = tries + 1, state = 'dead', reason = ? where id = ?",
  /** kind, room, op, body, id: before the row goes, in the same transaction. */
  post: "insert into mail (id, kind, room, op, body) select id, ?, ?, ?, ? from outbound where id = ? and state = 'waiting'",
  counts: 'select state, count(*) as count from outbound group by state',
} as const

/** What a tick has recorded may not be shown by a `newest` event before it is durable: it is given this long. */
export const SETTLE_MS = 200

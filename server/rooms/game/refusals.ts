/** What the game did not let through, by rule: shown in the list of rooms and, as a sum, to the player concerned. */

/**
 * Refused: `bad_input` not an input frame · `replayed` a command again · `skipped` commands left out, the frame with the
 * gap is passed over · `budget` more commands than time has passed · `ack` a snapshot that was never sent · `aim` a view
 * newer than the last snapshot acknowledged, or far older: judged at the limit.
 * Without effect by the rules of the arena: `cooldown`, `ammo`, `wall` (only a wall saved the one aimed at).
 */
export const RULES = ['bad_input', 'replayed', 'skipped', 'budget', 'ack', 'aim', 'cooldown', 'ammo', 'wall'] as const
export type Rule = (typeof RULES)[number]

export type Refusals = Record<Rule, number>

export const noRefusals = (): Refusals => ({
  bad_input: 0,
  replayed: 0,
  skipped: 0,
  budget: 0,
  ack: 0,
  aim: 0,
  cooldown: 0,
  ammo: 0,
  wall: 0,
})

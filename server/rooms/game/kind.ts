/** The kind `game`: a top-down arena for up to a hundred. */
import { gameContract } from '../../../shared/game/contract.ts'
import { PLAYERS, TICK_HZ } from '../../../shared/game/rules.ts'
import { defineRoom } from '../../engine/room.ts'
import { GameBot } from './bot.ts'
import { GameRoom } from './room.ts'
import { setupOf } from './setup.ts'

export const game = defineRoom({
  contract: gameContract,
  tickHz: TICK_HZ,
  maxMembers: PLAYERS,
  // Longer than a seat is kept for who lost the connection.
  idleMs: 40_000,
  authorize: () => 'player',
  open: (ctx) => new GameRoom(ctx, setupOf(ctx.id)),
  bot: (random) => new GameBot(random),
})

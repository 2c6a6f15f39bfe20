/** The kinds of room that have a page: one entry is one card. */
import type { RoomFact } from './rooms.ts'
import { gameMiniature } from './game-miniature.ts'
import type { PageClient } from '../shell/client.ts'

export interface KindCard {
  /** As the host names it. */
  readonly kind: string
  readonly title: string
  readonly sentence: string
  readonly action: string
  readonly href: string
  /** What the miniature shows, for those who do not see it. */
  readonly picture: string
  /** Draws the live miniature until the page goes. */
  miniature(canvas: HTMLCanvasElement, client: PageClient, rooms: readonly RoomFact[]): void
}

export const KINDS: readonly KindCard[] = [
  {
    kind: 'game',
    title: 'Arena',
    sentence: 'A match of up to a hundred: last one standing wins, and bots keep you company.',
    action: 'Play',
    href: '/game/',
    picture: 'A match that is being played right now',
    miniature: gameMiniature,
  },
]

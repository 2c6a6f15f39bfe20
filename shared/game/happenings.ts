/** What happened in a step and cannot be seen in the state after it: shots, hits, eliminations, pickups, explosions. */

export const HAPPENING = { SHOT: 1, HIT: 2, LAUNCH: 3, BOOM: 4, HURT: 5, DOWN: 6, TOOK: 7 } as const

const MOST = 1024

/**
 * The list of one step, without garbage. `a` is who it is about, and decides who gets to see it. By type:
 * SHOT a shooter, b seq, c distance (1/4 m), x yaw · HIT a shooter, b seq, c victim · LAUNCH a owner, b seq, c projectile ·
 * BOOM a projectile, x and y on the wire · HURT a victim, b by, c damage · DOWN a victim, b by, c weapon · TOOK a slot, b pickup.
 */
export class Happenings {
  count = 0
  readonly type = new Uint8Array(MOST)
  readonly a = new Uint8Array(MOST)
  readonly b = new Uint8Array(MOST)
  readonly c = new Uint8Array(MOST)
  readonly x = new Uint16Array(MOST)
  readonly y = new Uint16Array(MOST)

  clear(): void {
    this.count = 0
  }

  /** Beyond a thousand in one step they are dropped: the state carries what matters. */
  add(type: number, a: number, b: number, c: number, x = 0, y = 0): void {
    if (this.count === MOST) return
    const i = this.count++
    this.type[i] = type
    this.a[i] = a
    this.b[i] = b
    this.c[i] = c
    this.x[i] = x
    this.y[i] = y
  }
}

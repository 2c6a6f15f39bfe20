/** Randomness by number: each rider's own, so that what one does changes nothing for another. */

const U32 = 0x1_0000_0000

export class Dice {
  readonly #state: Uint32Array

  constructor(seed: number, count: number) {
    this.#state = new Uint32Array(count)
    for (let i = 0; i < count; i++) {
      // A bijective mix (the finaliser of MurmurHash3): neighbours begin far apart, and none at 0.
      let h = (Math.imul(seed, 0x9e3779b9) + Math.imul(i + 1, 0x85ebca6b)) | 0
      h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
      h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
      this.#state[i] = (h ^ (h >>> 16)) >>> 0 || 1
    }
  }

  /** In [0, 1): xorshift32, which never comes to 0. */
  part(who: number): number {
    let s = this.#state[who]!
    s ^= s << 13
    s ^= s >>> 17
    s ^= s << 5
    this.#state[who] = s
    return (s >>> 0) / U32
  }

  /** A whole number below `n`. */
  below(who: number, n: number): number {
    return Math.floor(this.part(who) * n)
  }

  between(who: number, least: number, most: number): number {
    return least + (most - least) * this.part(who)
  }

  /** About normal, of deviation 1: three uniforms. */
  spread(who: number): number {
    return (this.part(who) + this.part(who) + this.part(who) - 1.5) * 2
  }
}

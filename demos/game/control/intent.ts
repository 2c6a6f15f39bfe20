/** What a person wants right now: the two kinds of control write it, the match reads it sixty times a second. */
import { BUTTON } from '../../../shared/game/rules.ts'

export class Intent {
  /** Direction of movement, length 0–1. */
  moveX = 0
  moveY = 0
  /** Radians; 0 is to the right, growing clockwise on the screen. */
  aim = 0
  fire = false
  launch = false
  dash = false
  reload = false

  /** BUTTON bits as a command carries them. A dash without a direction goes where the aim is. */
  get buttons(): number {
    return (
      (this.#moves || this.dash ? BUTTON.MOVE : 0) |
      (this.fire ? BUTTON.FIRE : 0) |
      (this.launch ? BUTTON.LAUNCH : 0) |
      (this.dash ? BUTTON.DASH : 0) |
      (this.reload ? BUTTON.RELOAD : 0)
    )
  }

  /** 256 = a turn. */
  get dir(): number {
    const angle = this.#moves ? Math.atan2(this.moveY, this.moveX) : this.aim
    return Math.round((angle / (Math.PI * 2)) * 256) & 255
  }

  /** 65536 = a turn. */
  get yaw(): number {
    return Math.round((this.aim / (Math.PI * 2)) * 65536) & 65535
  }

  release(): void {
    this.moveX = 0
    this.moveY = 0
    this.fire = false
    this.launch = false
    this.dash = false
    this.reload = false
  }

  get #moves(): boolean {
    return this.moveX * this.moveX + this.moveY * this.moveY > 0.04
  }
}
